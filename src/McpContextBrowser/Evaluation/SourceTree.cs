using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Evaluation;

/// <summary>The tree that questions are taken from, as an index would take it in.</summary>
internal sealed class SourceTree : IDisposable
{
    private readonly FilesOptions _options;
    private readonly SourceFolder _folder;
    private readonly Chunker _chunker = new(new ChunkingOptions());

    /// <exception cref="CtxbException">The folder cannot be read.</exception>
    public SourceTree(string root, FilesOptions options, CancellationToken cancellationToken)
    {
        _options = options;
        _folder = SourceFolder.Open(root);
        Paths = [.. new RepoWalker(options).Walk(root, cancellationToken).Where(entry => entry.Skip is null).Select(entry => entry.Path)];
        Code = [.. Paths.Where(path => LanguageTable.IsCode(LanguageTable.ForPath(path)) && (PathRules.Of(path) & ~PathClasses.Document) == PathClasses.None)];
        Tests = [.. Paths.Where(path => LanguageTable.IsCode(LanguageTable.ForPath(path)) && (PathRules.Of(path) & ~PathClasses.Document) == PathClasses.Test)];
    }

    public string Root => _folder.Path;

    /// <summary>All that would be indexed, in order.</summary>
    public IReadOnlyList<RelativePath> Paths { get; }

    /// <summary>Code that is the thing itself: no tests, examples, benchmarks, generated or third-party files.</summary>
    public IReadOnlyList<RelativePath> Code { get; }

    /// <summary>Code of tests.</summary>
    public IReadOnlyList<RelativePath> Tests { get; }

    /// <returns>Null when the file went away or holds no text.</returns>
    public SourceText? Read(RelativePath path)
    {
        using var file = ReadBytes(path);
        return file.Failure == SkipReason.None ? Scan(path, file.Bytes) : null;
    }

    /// <returns>The bytes as they are, or the reason why there are none.</returns>
    public SourceFile ReadBytes(RelativePath path) => _folder.Read(path, _options.MaxFileBytes);

    /// <summary>The same for another version of a file.</summary>
    public SourceText? Scan(RelativePath path, ReadOnlySpan<byte> bytes)
    {
        var language = LanguageTable.ForContent(path, bytes);
        return FileFilter.AfterReading(language, bytes) is null && TextDecoder.Decode(bytes, out var text) == SkipReason.None ? new(path, language, text, _chunker.Scan(text, language)) : null;
    }

    public void Dispose() => _folder.Dispose();
}
