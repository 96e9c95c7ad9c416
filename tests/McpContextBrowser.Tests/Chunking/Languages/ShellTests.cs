namespace McpContextBrowser.Tests.Chunking.Languages;

public sealed class ShellTests
{
    [Test]
    public void Definitions_are_found_and_what_only_looks_like_one_is_not() => Found.In(
        "shell",
        """
            #!/bin/bash
            # commented() { :; }
            LIMIT=10
            usage() {
              echo "fake() { $1 }"
              cat <<EOF
            nor_me() {
            EOF
            }

            function build {
              local x=${1:-"{"}
              for f in *; do [[ $f == *.c ]] && cc "$f"; done
            }
            function test-all() { case $1 in a) echo;; esac }
            main() ( cd /tmp; 'not() {' )
            main "$@"
            """,
        """
            3 variable LIMIT
            4 function usage
            11 function build
            15 function test-all
            16 function main
            """);
}
