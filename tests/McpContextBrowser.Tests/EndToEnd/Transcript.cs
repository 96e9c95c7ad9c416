using System.Text;
using System.Text.RegularExpressions;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>
/// The <c>console</c> blocks of a page, as one session: lines that begin with <c>$</c> are typed one after the other, and below each
/// stands what it prints. A line <c>…</c> stands for any lines; times, sizes, dates and random names may differ. With
/// <c>UPDATE_GOLDEN=1</c> the page is rewritten where it is wrong.
/// </summary>
/// <param name="page">The page.</param>
internal sealed partial class Transcript(Document page)
{
    private const string Language = "console";
    private const string Begin = $"```{Language}\n";
    private const string End = "```";
    private const string Prompt = "$ ";
    private const string Ellipsis = "…";
    private const char Mark = '\u001E'; // between what two commands print

    /// <summary>What is typed, in order.</summary>
    public IReadOnlyList<string> Commands => [.. Lines().Where(line => line.StartsWith(Prompt, StringComparison.Ordinal)).Select(line => line[Prompt.Length..])];

    /// <summary>Types everything in the example project and compares.</summary>
    public async Task CheckAsync()
    {
        using var place = new Workplace();
        var shop = await place.WithShopAsync();
        var script = new StringBuilder();
        foreach (var command in Commands)
        {
            script.Append($"{{ {command}\n}} 2>&1; status=$?; printf '\\036'; (exit $status)\n"); // $? as the next one sees it in a terminal
        }

        var said = (await place.RunAsync(shop, script.Append("exit 0\n").ToString())).Replace(place.Home, "/home/ann", StringComparison.Ordinal).Split(Mark);
        var renewed = Renewed(said);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(page.FullPath, renewed);
        }
        else
        {
            Assert.That(page.Text, Is.EqualTo(renewed), "If the change is meant, run with UPDATE_GOLDEN=1 and review the diff.");
        }
    }

    /// <returns>The page with what was really printed, where that is something else.</returns>
    private string Renewed(IReadOnlyList<string> said)
    {
        var text = new StringBuilder();
        var rest = page.Text;
        var at = 0;
        for (var start = rest.IndexOf(Begin, StringComparison.Ordinal); start >= 0; start = rest.IndexOf(Begin, StringComparison.Ordinal))
        {
            start += Begin.Length;
            var end = rest.IndexOf(End, start, StringComparison.Ordinal);
            text.Append(rest, 0, start);
            foreach (var part in rest[start..end].Split("\n" + Prompt))
            {
                string[] lines = part.TrimEnd('\n').Split('\n');
                string[] printed = said[at++].TrimEnd('\n') is { Length: > 0 } some ? some.Split('\n') : [];
                text.Append(part.StartsWith(Prompt, StringComparison.Ordinal) ? "" : Prompt).Append(lines[0]).Append('\n');
                foreach (var line in Agrees(lines.AsSpan(1), printed) ? lines[1..] : printed)
                {
                    text.Append(line.TrimEnd()).Append('\n');
                }
            }

            rest = rest[end..];
        }

        return text.Append(rest).ToString();
    }

    private static bool Agrees(ReadOnlySpan<string> written, ReadOnlySpan<string> printed)
    {
        if (written.Length == 0)
        {
            return printed.Length == 0;
        }

        return written[0] == Ellipsis
            ? Agrees(written[1..], printed) || (printed.Length > 0 && Agrees(written, printed[1..]))
            : printed.Length > 0 && Lasting(written[0]) == Lasting(printed[0]) && Agrees(written[1..], printed[1..]);
    }

    /// <summary>A line without what differs from run to run, and without the width of columns that depends on it.</summary>
    private static string Lasting(string line) => Blanks().Replace(Passing().Replace(line, "#"), " ").TrimEnd();

    private IEnumerable<string> Lines() => page.Fenced().Where(line => line.Language == Language).Select(line => line.Text);

    [GeneratedRegex("""
        \d{4}-\d\d-\d\d([T ][\d:.]*Z?)?            # a time
        | [\d,.]+[ ]?(ms|s|files/s|MiB)\b           # how long, how much
        | (?<=ms=|"(milliseconds|bytesFreed)":)-?\d+
        | \d\.\d{2,}                               # a score
        | (?<=key[ ]|^|"id":")[a-z0-9]{12}\b        # the id of a key
        | \b(?=[0-9a-z]*\d)[0-9a-z]{12,}\b         # a random name
        | index\.\d+\.snap
        | (?<=\[)\d+(?=\])                         # a process
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Passing();

    [GeneratedRegex(@" {2,}")]
    private static partial Regex Blanks();
}
