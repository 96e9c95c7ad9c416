using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Lexical;

namespace McpContextBrowser.Core.Search;

/// <summary>What ranking takes from a path alone.</summary>
/// <param name="Stem">Distinct terms of the file's name without its last extension; the parent's name where files are named by custom (mod.rs, index.ts).</param>
/// <param name="Folder">Distinct terms of all folders above it, below the indexed root; shared by the files of a folder.</param>
/// <param name="Classes">Kinds that lose unless the question names them.</param>
internal sealed record PathFeatures(TermWord[] Stem, TermWord[] Folder, PathClasses Classes)
{
    private static readonly string[] CustomaryNames = ["mod.rs", "index.ts", "index.js", "package-info.java", "prelude.rs"];

    /// <summary>Reads paths in any order; remembers the folder of the last one, so paths in order cost one look at each folder.</summary>
    internal sealed class Reader
    {
        private RelativePath _folder;
        private TermWord[] _folderWords = [];
        private PathClasses _folderClasses;

        public PathFeatures Read(RelativePath path)
        {
            var folder = path.Parent;
            if (folder != _folder)
            {
                _folder = folder;
                _folderWords = Distinct(folder.Value);
                _folderClasses = PathRules.OfFolders(folder.Value);
            }

            return new(Distinct(StemOf(path)), _folderWords, _folderClasses | PathRules.OfFile(path));
        }
    }

    private static ReadOnlySpan<char> StemOf(RelativePath path)
    {
        var name = path.Name;
        var dot = name.LastIndexOf('.');
        var stem = dot > 0 ? name[..dot] : name;
        if (stem.Equals("init", StringComparison.Ordinal) || IsCustomary(name))
        {
            var folder = path.Parent.Name;
            return folder.IsEmpty ? stem : folder;
        }

        return stem;
    }

    private static bool IsCustomary(ReadOnlySpan<char> name)
    {
        foreach (var customary in CustomaryNames)
        {
            if (name.Equals(customary, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static TermWord[] Distinct(ReadOnlySpan<char> text)
    {
        var words = TermWord.Read(text);
        for (var i = words.Count - 1; i > 0; i--)
        {
            var term = words[i].Term;
            if (words.FindIndex(0, i, word => word.Term == term) >= 0)
            {
                words.RemoveAt(i);
            }
        }

        return [.. words];
    }
}
