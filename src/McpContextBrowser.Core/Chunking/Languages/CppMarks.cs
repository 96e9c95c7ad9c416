using McpContextBrowser.Core.Chunking.Scanning;

namespace McpContextBrowser.Core.Chunking.Languages;

/// <summary>Tells a C++ header from a C header: both end in <c>.h</c>.</summary>
internal static class CppMarks
{
    /// <returns>The table of C++ when the tokens show what C has not: <c>a::b</c>, <c>class X {</c>, <c>namespace x {</c>, <c>template &lt;</c>, <c>public:</c>.</returns>
    public static SyntaxTable? Find(ReadOnlySpan<char> text, ScanBuffers buffers)
    {
        var tokens = buffers.Tokens.AsSpan(0, buffers.TokenCount);
        for (var i = 0; i + 1 < tokens.Length; i++)
        {
            if (tokens[i].Symbol != Symbols.Word)
            {
                continue;
            }

            var next = tokens[i + 1].Symbol;
            if (next == Symbols.Scope && i + 2 < tokens.Length && tokens[i + 2].Symbol == Symbols.Word)
            {
                return LanguageCatalog.Find("cpp");
            }

            if (tokens[i].Word != 0 || next is not (Symbols.Word or '{' or '<' or ':'))
            {
                continue;
            }

            var behind = i + 2 < tokens.Length ? tokens[i + 2].Symbol : '\0';
            var found = text.Slice(tokens[i].Start, tokens[i].Length) switch
            {
                "class" => next == Symbols.Word && behind is '{' or ':' or ';',
                "namespace" => next == '{' || behind == '{',
                "template" => next == '<',
                "public" or "private" or "protected" => next == ':',
                _ => false,
            };
            if (found)
            {
                return LanguageCatalog.Find("cpp");
            }
        }

        return null;
    }
}
