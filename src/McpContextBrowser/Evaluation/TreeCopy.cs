using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Evaluation;

/// <summary>
/// A copy of the tree in which the hidden lines are empty, in an owner-only temporary folder, with room for an index beside it.
/// Lines keep their numbers.
/// </summary>
internal sealed class TreeCopy : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ctxb-eval-").FullName;

    public string Root => Path.Join(_folder, "tree");

    public string DataFolder => Path.Join(_folder, "data");

    public string KeyFile => Path.Join(_folder, "master.key");

    public static TreeCopy Of(SourceTree tree, IEnumerable<HiddenLines> hidden, CancellationToken cancellationToken)
    {
        var copy = new TreeCopy();
        try
        {
            copy.Fill(tree, hidden.ToLookup(lines => lines.Path, StringComparer.Ordinal), cancellationToken);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Fill(SourceTree tree, ILookup<string, HiddenLines> hidden, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Root);
        foreach (var path in tree.Paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = path.Name;
            if (name is ".gitignore" or ".ctxbignore")
            {
                continue; // they have spoken: without git's index they would leave out what is tracked
            }

            var target = path.UnderRoot(Root);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (hidden.Contains(path.Value))
            {
                if (tree.Read(path) is { } source)
                {
                    File.WriteAllText(target, Without(source, hidden[path.Value]));
                }

                continue;
            }

            using var file = tree.ReadBytes(path);
            if (file.Failure == SkipReason.None)
            {
                using var stream = File.Create(target);
                stream.Write(file.Bytes);
            }
        }
    }

    private static string Without(SourceText source, IEnumerable<HiddenLines> hidden)
    {
        var gone = hidden.SelectMany(lines => Enumerable.Range(lines.Start, lines.End - lines.Start + 1)).ToHashSet();
        return string.Concat(Enumerable.Range(1, source.LineCount).Select(line => (gone.Contains(line) ? "" : source.Line(line)) + "\n"));
    }
}
