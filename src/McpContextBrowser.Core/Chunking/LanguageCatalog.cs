using McpContextBrowser.Core.Chunking.Languages;
using McpContextBrowser.Core.Chunking.Scanning;

namespace McpContextBrowser.Core.Chunking;

/// <summary>The languages that have a table.</summary>
internal static class LanguageCatalog
{
    private static readonly LanguageSyntax[] All =
    [
        CSharp.Syntax, Python.Syntax, JavaScript.Syntax, TypeScript.Syntax, Java.Syntax, Go.Syntax, Rust.Syntax, C.Syntax, Cpp.Syntax,
        Ruby.Syntax, Php.Syntax, Kotlin.Syntax, Swift.Syntax, Shell.Syntax, Scala.Syntax, Lua.Syntax, Elixir.Syntax, Haskell.Syntax, Zig.Syntax,
        Sql.Syntax, Perl.Syntax, Dart.Syntax, PowerShell.Syntax, Hcl.Syntax, Protobuf.Syntax, Makefile.Syntax, Yaml.Syntax,
    ];

    private static readonly Dictionary<string, Lazy<SyntaxTable>> ById = All
        .SelectMany(syntax => syntax.Ids.Select(id => (id, table: new Lazy<SyntaxTable>(() => new SyntaxTable(syntax)))))
        .ToDictionary(entry => entry.id, entry => entry.table, StringComparer.Ordinal);

    /// <returns>The table of a language id; null for one without.</returns>
    public static SyntaxTable? Find(string language) => ById.GetValueOrDefault(language)?.Value;
}
