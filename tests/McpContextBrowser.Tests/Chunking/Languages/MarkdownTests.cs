namespace McpContextBrowser.Tests.Chunking.Languages;

public sealed class MarkdownTests
{
    [Test]
    public void Definitions_are_found_and_what_only_looks_like_one_is_not() => Found.In(
        "markdown",
        """
            ---
            title: # not a heading
            ---
            # Guide ##

            Intro text.

            ## Install `ctxb` on C#

            ```sh
            # not a heading
            ```

                # indented code

            ### Deep
            Text
            <!--
            # in a comment
            -->
            Setext one
            ==========

            Second
            ------
            #not a heading
            ####### nor this
            - item
            ---
            """,
        """
            4 section Guide
            8 section Guide > Install `ctxb` on C#
            16 section Install `ctxb` on C# > Deep
            21 section Setext one
            24 section Setext one > Second
            """);
}
