using System.Collections.Frozen;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Lexical;

namespace McpContextBrowser.Core.Search;

/// <summary>Which classes a path belongs to, and which words of a question lift their penalty. Source: docs/ranking.md, “Penalties”.</summary>
public static class PathRules
{
    private static readonly FrozenDictionary<string, PathClasses> Folders = Table(
        (PathClasses.Test, "test tests spec specs __tests__ testing testdata fixtures"),
        (PathClasses.Example, "example examples sample samples demo demos doc docs docs_src tutorial playground"),
        (PathClasses.Benchmark, "perf"),
        (PathClasses.Compatibility, "compat compatibility legacy deprecated obsolete v1"),
        (PathClasses.Vendored, "vendor third_party deps external node_modules generated"));

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> DocumentExtensions =
        ("md mdx markdown rst txt adoc asciidoc textile org pod json jsonc json5 jsonl yaml yml toml xml ini cfg conf config lock properties "
            + "csv tsv svg csproj props targets sln plist po pot editorconfig gitignore gitattributes")
        .Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> DocumentNames =
        "readme license licence copying changelog changes news authors contributors notice todo codeowners"
            .Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    // By stem, as the words of a question come.
    private static readonly FrozenDictionary<string, PathClasses> Lifts = Table(
        (PathClasses.Test, Stems("test spec mock assert")),
        (PathClasses.Example, Stems("example sample")),
        (PathClasses.Benchmark, Stems("bench benchmark")),
        (PathClasses.Compatibility, Stems("compat compatible compatibility legacy deprecate")),
        (PathClasses.Document, Stems("readme docs document config configuration yaml yml json toml xml ini settings markdown changelog license manifest")));

    /// <summary>Classes of a path, by all its names.</summary>
    public static PathClasses Of(RelativePath path) => OfFolders(path.Parent.Value) | OfFile(path);

    /// <summary>Classes of all folders of a path that ends with a folder.</summary>
    internal static PathClasses OfFolders(ReadOnlySpan<char> folders)
    {
        var classes = PathClasses.None;
        foreach (var part in folders.Split('/'))
        {
            classes |= OfFolder(folders[part]);
        }

        return classes;
    }

    /// <summary>Classes of a folder, by its own name.</summary>
    private static PathClasses OfFolder(ReadOnlySpan<char> name) =>
        name.StartsWith("bench", StringComparison.OrdinalIgnoreCase)
            ? PathClasses.Benchmark
            : Folders.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var classes) ? classes : PathClasses.None;

    /// <summary>Classes of a file, by its own name.</summary>
    internal static PathClasses OfFile(RelativePath path)
    {
        var name = path.Name;
        var dot = name.LastIndexOf('.');
        var stem = dot > 0 ? name[..dot] : name;
        var classes = PathClasses.None;
        if (IsTest(stem))
        {
            classes |= PathClasses.Test;
        }

        if (IsGenerated(stem))
        {
            classes |= PathClasses.Vendored;
        }

        return dot >= 0 && DocumentExtensions.Contains(name[(dot + 1)..]) || DocumentNames.Contains(stem)
            ? classes | PathClasses.Document
            : classes;
    }

    /// <summary>Classes that a word of a question asks for.</summary>
    /// <param name="stem">The word's stem.</param>
    internal static PathClasses AskedBy(string stem) => Lifts.GetValueOrDefault(stem);

    private static bool IsTest(ReadOnlySpan<char> stem) =>
        StartsWith(stem, "test_") || EndsWith(stem, "_test") || EndsWith(stem, ".test") || EndsWith(stem, "_spec") || EndsWith(stem, ".spec")
        || stem.EndsWith("Test", StringComparison.Ordinal) || stem.EndsWith("Tests", StringComparison.Ordinal)
        || stem.EndsWith("Spec", StringComparison.Ordinal) || stem.EndsWith("Suite", StringComparison.Ordinal)
        || stem.Equals("conftest", StringComparison.Ordinal);

    private static bool IsGenerated(ReadOnlySpan<char> stem) =>
        EndsWith(stem, ".g") || EndsWith(stem, ".pb") || EndsWith(stem, "_pb2") || EndsWith(stem, ".min") || EndsWith(stem, ".designer");

    private static bool StartsWith(ReadOnlySpan<char> text, string start) => text.StartsWith(start, StringComparison.OrdinalIgnoreCase);

    private static bool EndsWith(ReadOnlySpan<char> text, string end) => text.EndsWith(end, StringComparison.OrdinalIgnoreCase);

    private static string Stems(string words) =>
        string.Join(' ', words.Split(' ').Select(word => word[..Stemmer.StemLength(word)]).Distinct());

    private static FrozenDictionary<string, PathClasses> Table(params (PathClasses Class, string Names)[] rows) =>
        rows.SelectMany(row => row.Names.Split(' '), (row, name) => KeyValuePair.Create(name, row.Class))
            .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}
