namespace McpContextBrowser.Tests.Chunking.Languages;

public sealed class CTests
{
    [Test]
    public void Definitions_are_found_and_what_only_looks_like_one_is_not() => Found.In(
        "c",
        """
            #include <stdio.h>
            #define MAX(a, b) ((a) > (b) ? (a) : (b))
            #define BEGIN {
            /* int commented(void) { */
            typedef struct node { struct node *next; char *text; } node_t;
            typedef int (*compare_fn)(const void *, const void *);
            enum color { RED, GREEN };
            union value { int i; float f; };
            struct forward;
            static const char *names[] = { "{", "int fake() {" };
            int declared(int a, char *b);

            static inline unsigned long long
            hash(const char *key, size_t len)
            {
                char c = '{';
                if (len) { return *key; }
                return c;
            }

            #ifdef WIN
            int platform(void) {
            #else
            int platform(int unused) {
            #endif
                return 1;
            }

            __attribute__((noreturn)) void die(void) { for (;;); }
            int old_style(a, b) int a; char *b; { return a; }
            """,
        """
            2 define MAX
            3 define BEGIN
            5 struct node
            5 typealias node_t
            6 typealias compare_fn
            7 enum color
            8 union value
            14 function hash
            22 function platform
            24 function platform
            29 function die
            30 function old_style
            """);
}
