using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace McpContextBrowser.Tests.Indexing;

/// <summary>A small tree of source files that changes at random, in every way that a stamp or a watch could miss.</summary>
/// <remarks>Every function has a number that is used once, so that a word tells which version of which file it came from.</remarks>
internal sealed class ChangingTree
{
    private readonly string _root;
    private readonly string _aside;
    private readonly Random _random;
    private readonly Dictionary<string, Dictionary<string, string>> _branches = [];
    private readonly bool _linksAreOld;
    private string? _link;
    private int _number = 100_000;
    private string _branch = "main";

    /// <param name="root">Gets some files at once.</param>
    /// <param name="aside">A folder outside, on the same file system.</param>
    /// <param name="linksAreOld">Writes through a second name only when a walk could know that there is one.</param>
    /// <param name="random">Decides everything.</param>
    public ChangingTree(string root, string aside, bool linksAreOld, Random random)
    {
        (_root, _aside, _linksAreOld, _random) = (root, aside, linksAreOld, random);
        Directory.CreateDirectory(aside);
        for (var i = 0; i < 24; i++)
        {
            Write(NewPath(), NewText());
        }
    }

    /// <summary>What the last step did, for the message of a failure.</summary>
    public string LastStep { get; private set; } = "begin";

    /// <summary>A word that the last step wrote into a file of the tree; null when it wrote none.</summary>
    public string? Written { get; private set; }

    /// <summary>A word that the last step removed; null when it removed none.</summary>
    public string? Removed { get; private set; }

    /// <summary>True while there is an ignore file, which is a file of the tree, too.</summary>
    public bool HasRules => File.Exists(Under(".gitignore"));

    /// <summary>Files that no rule ignores, with their texts, read from disk.</summary>
    public Dictionary<string, string> OnDisk()
    {
        var hidden = HasRules;
        return Directory.EnumerateFiles(_root, "*.py", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(_root, file).Replace('\\', '/'), File: file))
            .Where(file => !hidden || !file.Path.StartsWith("d1/", StringComparison.Ordinal))
            .ToDictionary(file => file.Path, file => File.ReadAllText(file.File));
    }

    /// <summary>Changes something.</summary>
    public void Step()
    {
        (Written, Removed) = (null, null);
        var files = Directory.EnumerateFiles(_root, "*.py", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        if (files.Count < 8)
        {
            LastStep = "create";
            Write(NewPath(), NewText());
            return;
        }

        var file = files[_random.Next(files.Count)];
        var other = files[_random.Next(files.Count)];
        (LastStep, var change) = _random.Next(17) switch
        {
            0 => ("create", () => Write(NewPath(), NewText())),
            1 or 2 => ("edit one line, same size", () => Edit(file)),
            3 => ("append", () => Append(file)),
            4 => ("insert above", () => Insert(file)),
            5 => ("delete", () => Delete(file)),
            6 => ("rename", () => Rename(file)),
            7 => ("swap two files", () => Swap(file, other)),
            8 => ("edit, then restore the old time", () => EditInSecret(file)),
            9 => ("replace a folder", ReplaceFolder),
            10 => ("switch branches", SwitchBranches),
            11 => ("save by renaming over", () => SaveByRename(file)),
            12 => ("write through another name", () => WriteThroughLink(file)),
            13 => ("write through a mapping", () => WriteThroughMapping(file)),
            14 => ("hide or show a folder", HideOrShow),
            15 => ("rename a folder", RenameFolder),
            _ => ("nothing", new Action(() => { })),
        };
        LastStep += $" ({Path.GetRelativePath(_root, file)})";
        change();
    }

    /// <summary>One more edit of the same size, for a writer beside a search.</summary>
    /// <returns>The file, below the root, and its text now.</returns>
    public (string Path, string Text) EditSomeFile(Random random)
    {
        var files = OnDisk().Keys.Order(StringComparer.Ordinal).ToList();
        var path = files[random.Next(files.Count)];
        var text = NewText() + (random.Next(2) == 0 ? "" : NewText());
        File.WriteAllText(Under(path), text);
        return (path, text);
    }

    private void Edit(string file)
    {
        var lines = File.ReadAllLines(file);
        var at = Array.FindIndex(lines, line => line.StartsWith("def ", StringComparison.Ordinal));
        Removed = WordOf(lines[at]);
        lines[at] = Function(out var word);
        File.WriteAllText(file, string.Join('\n', lines) + "\n");
        Written = word;
    }

    private void Append(string file)
    {
        File.AppendAllText(file, Function(out var word) + "\n    return 0\n");
        Written = word;
    }

    private void Insert(string file)
    {
        File.WriteAllText(file, "# moved down\n\n" + Function(out var word) + "\n    return 1\n\n" + File.ReadAllText(file));
        Written = word;
    }

    private void Delete(string file)
    {
        Removed = WordOf(File.ReadAllText(file));
        File.Delete(file);
    }

    private void Rename(string file)
    {
        var target = Under(NewPath());
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(file, target, overwrite: true);
    }

    private void Swap(string file, string other)
    {
        var between = Path.Join(_aside, "swap");
        File.Move(file, between);
        if (file != other)
        {
            File.Move(other, file);
        }

        File.Move(between, other);
    }

    private void EditInSecret(string file)
    {
        var time = File.GetLastWriteTimeUtc(file);
        Edit(file);
        File.SetLastWriteTimeUtc(file, time);
    }

    private void ReplaceFolder()
    {
        var folder = Under($"d{_random.Next(4)}");
        var old = Path.Join(_aside, $"old{_number}");
        if (Directory.Exists(folder))
        {
            Directory.Move(folder, old);
        }

        var fresh = Path.Join(_aside, $"new{_number}");
        Directory.CreateDirectory(fresh);
        for (var i = _random.Next(4); i >= 0; i--)
        {
            File.WriteAllText(Path.Join(fresh, $"f{_random.Next(9)}.py"), NewText());
        }

        Directory.Move(fresh, folder);
    }

    private void RenameFolder()
    {
        var folder = Under($"d{_random.Next(4)}");
        var target = Under($"d{_random.Next(4)}");
        if (Directory.Exists(folder) && !Directory.Exists(target))
        {
            Directory.Move(folder, target);
        }
    }

    private void SwitchBranches()
    {
        _branches[_branch] = Directory.EnumerateFiles(_root, "*.py", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllText);
        _branch = _branch == "main" ? "other" : "main";
        if (!_branches.TryGetValue(_branch, out var wanted))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(_root, "*.py", SearchOption.AllDirectories).Where(file => !wanted.ContainsKey(file)).ToList())
        {
            File.Delete(file);
        }

        foreach (var (file, text) in wanted)
        {
            if (!File.Exists(file) || File.ReadAllText(file) != text)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllText(file, text);
            }
        }
    }

    private void SaveByRename(string file)
    {
        var temporary = file + ".swp";
        var text = NewText();
        File.WriteAllText(temporary, text);
        File.Move(temporary, file, overwrite: true);
        Written = WordOf(text);
    }

    private void WriteThroughLink(string file)
    {
        if (_link is { } known)
        {
            Edit(known);
            _link = null;
            return;
        }

        var link = Path.Join(_aside, $"link{_number}");
        if (OperatingSystem.IsWindows() || Link(file, link) != 0)
        {
            Edit(file);
        }
        else if (_linksAreOld)
        {
            Write($"d0/n{_number}.py", NewText()); // a name not seen before: the next question walks, and sees that the file has two names
            _link = link;
        }
        else
        {
            Edit(link);
        }
    }

    private void WriteThroughMapping(string file)
    {
        var text = File.ReadAllText(file);
        var at = text.IndexOf("def ", StringComparison.Ordinal);
        var line = Function(out var word);
        using (var mapped = MemoryMappedFile.CreateFromFile(file, FileMode.Open))
        using (var view = mapped.CreateViewAccessor())
        {
            view.WriteArray(at, line.Select(c => (byte)c).ToArray(), 0, line.Length);
        }

        Written = word;
    }

    private void HideOrShow()
    {
        if (HasRules)
        {
            File.Delete(Under(".gitignore"));
        }
        else
        {
            File.WriteAllText(Under(".gitignore"), "/d1/\n");
        }
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Under(path))!);
        File.WriteAllText(Under(path), text);
        Written = WordOf(text);
    }

    private string NewPath() => $"d{_random.Next(4)}/{(_random.Next(3) == 0 ? "deep/" : "")}f{_random.Next(9)}.py";

    private string NewText()
    {
        var functions = Enumerable.Range(0, 1 + _random.Next(3)).Select(i => Function(out _) + "\n    return [name for name in names]\n");
        return $"import os\n\n{string.Join('\n', functions)}";
    }

    private string Function(out string word)
    {
        word = string.Create(CultureInfo.InvariantCulture, $"zq{_number++}");
        return $"def {word}(names):";
    }

    private static string WordOf(string text)
    {
        var at = text.IndexOf("def zq", StringComparison.Ordinal) + 4;
        return text[at..text.IndexOf('(', at)];
    }

    private string Under(string path) => Path.Join(_root, path);

    [DllImport("libc", EntryPoint = "link", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string file, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
