namespace McpContextBrowser.Tests.Chunking.Languages;

public sealed class JavaTests
{
    [Test]
    public void Definitions_are_found_and_what_only_looks_like_one_is_not() => Found.In(
        "java",
        """"
            package a.b;

            /** class Fake { } */
            @Entity(name = "class X {")
            public final class Account<T extends Comparable<T>> implements Closeable {
                private static final Pattern P = Pattern.compile("\"{class}");
                private final String block = """
                    void notMe() {
                    """;

                public Account(String id) throws IOException { this.id = id; }

                @Override
                public <R> Map<String, List<R>> apply(Function<? super T, ? extends R> f) {
                    Runnable r = () -> { };
                    new Thread() { @Override public void run() { } }.start();
                    return null;
                }

                static { System.out.println("init"); }

                enum Kind { A { int f() { return 1; } }, B; int f() { return 2; } }

                interface Visitor<R> { R visit(Account<?> a); default int depth() { return 0; } }

                record Line(String sku, int count) { Line { assert count > 0; } }

                @interface Mark { String value() default "x"; }
            }
            sealed interface Shape permits Circle { }
            """",
        """
            5 class Account
            11 constructor Account > Account
            14 method Account > apply
            16 method apply > run
            22 enum Account > Kind
            22 method Kind > f
            22 method Kind > f
            24 interface Account > Visitor
            24 method Visitor > visit
            24 method Visitor > depth
            26 record Account > Line
            28 interface Account > Mark
            28 method Mark > value
            30 interface Shape
            """);
}
