using System.Globalization;
using System.Text;

namespace McpContextBrowser.CrashProbe;

/// <summary>
/// The source tree after each batch, known without having seen the one before: files that change, come and go, move, share
/// their bytes with another, and one that is no text.
/// </summary>
internal static class SourceHistory
{
    private const int Files = 14;
    private const int Period = 4; // each file is written in every fourth batch
    private const int Original = 1; // file 9 is in every version a copy of file 1, which is written in the same batches
    private const int Copy = 9;
    private const int Binary = 13;
    private const int Methods = 7;

    /// <summary>The tree after batch <paramref name="batch"/>: text by path below the root; empty before batch 1.</summary>
    public static SortedDictionary<string, string> At(long batch)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var file = 0; file < Files; file++)
        {
            var version = batch - (batch + file) % Period;
            var turn = version / Period;
            if (version >= 1 && (file is Original or Copy || (turn + file) % 5 != 4))
            {
                files.Add($"{(turn % 6 == 5 ? "moved" : "source")}/file{file}.{(file == Binary ? "txt" : "cs")}", Text(file, version));
            }
        }

        return files;
    }

    /// <summary>The one class of a text, which no other text of any batch has.</summary>
    public static string ClassOf(string text)
    {
        var start = text.IndexOf("class ", StringComparison.Ordinal) + "class ".Length;
        return text[start..text.IndexOf('\n', start)];
    }

    /// <summary>Makes a folder hold the tree of a batch and nothing else; files that are right already are not touched.</summary>
    public static void Write(string folder, long batch)
    {
        var wanted = At(batch);
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (!wanted.ContainsKey(Path.GetRelativePath(folder, file).Replace('\\', '/')))
            {
                File.Delete(file);
            }
        }

        foreach (var (path, text) in wanted)
        {
            var file = Path.Join(folder, path);
            if (!File.Exists(file) || File.ReadAllText(file) != text)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllText(file, text);
            }
        }
    }

    private static string Text(int file, long version)
    {
        if (file == Binary)
        {
            return $"batch {version}.\0\0\0\u0001";
        }

        var name = file == Copy ? Original : file;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"// Written in batch {version}.\npublic sealed class Kind{name}OfBatch{version}\n{{\n");
        for (var method = 0; method < Methods; method++)
        {
            text.Append(CultureInfo.InvariantCulture, $"    /// <summary>Step {method} of the reckoning that batch {version} asks for.</summary>\n");
            text.Append(CultureInfo.InvariantCulture, $"    public int Reckon{method}In{version}(int amount)\n    {{\n");
            for (var line = 0; line < 6; line++)
            {
                text.Append(CultureInfo.InvariantCulture, $"        amount = amount * {version + line} + ledger{line}.Balance(amount, {name * 31 + method});\n");
            }

            text.Append("        return amount;\n    }\n\n");
        }

        return text.Append("}\n").ToString();
    }
}
