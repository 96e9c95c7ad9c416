using McpContextBrowser.Core.Lexical;

namespace McpContextBrowser.Core.Search;

/// <summary>Inverted index over the paths of a tree: which files have a term in their stem, and which in their directories.</summary>
internal sealed class PathWords
{
    private readonly Dictionary<ulong, int> _numbers = [];
    private readonly int[][] _stemFiles; // by word number: places, ascending
    private readonly int[][] _folderFiles;

    public PathWords(PathFeatures[] paths)
    {
        var stems = new List<List<int>?>();
        var folders = new List<List<int>?>();
        for (var place = 0; place < paths.Length; place++)
        {
            Add(paths[place].Stem, place, stems);
            Add(paths[place].Folder, place, folders);
        }

        _stemFiles = Freeze(stems);
        _folderFiles = Freeze(folders);
    }

    /// <summary>Files with the term in their stem, ascending.</summary>
    public ReadOnlySpan<int> StemFiles(ulong term) => FilesOf(term, _stemFiles);

    /// <summary>Files with the term in a directory above them, ascending.</summary>
    public ReadOnlySpan<int> FolderFiles(ulong term) => FilesOf(term, _folderFiles);

    private void Add(TermWord[] words, int place, List<List<int>?> files)
    {
        foreach (var word in words)
        {
            if (!_numbers.TryGetValue(word.Term, out var number))
            {
                number = _numbers.Count;
                _numbers.Add(word.Term, number);
            }

            while (files.Count <= number)
            {
                files.Add(null);
            }

            (files[number] ??= []).Add(place);
        }
    }

    private ReadOnlySpan<int> FilesOf(ulong term, int[][] files) =>
        _numbers.TryGetValue(term, out var number) && number < files.Length ? files[number] : [];

    private static int[][] Freeze(List<List<int>?> files) => [.. files.Select(list => list is null ? [] : list.ToArray())];
}
