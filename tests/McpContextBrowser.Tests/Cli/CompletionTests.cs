using System.Text.RegularExpressions;
using McpContextBrowser.Cli;
using McpContextBrowser.Tests.EndToEnd;

namespace McpContextBrowser.Tests.Cli;

/// <summary>The scripts, asked by the shells themselves; a shell that is not here is skipped by name.</summary>
[TestFixture]
public sealed partial class CompletionTests
{
    // What is typed, and words that must and must not be offered.
    private static readonly (string Typed, string[] Offered, string[] Not)[] Lines =
    [
        ("ctxb se", ["search", "serve"], ["index", "--json"]),
        ("ctxb search --", ["--json", "--limit", "--lang", "--data"], ["--force", "search"]),
        ("ctxb search --lang cs", ["csharp", "css"], ["go", "--json"]),
        ("ctxb index --f", ["--force"], ["--json"]),
        ("ctxb --data /tmp search --ex", ["--ext", "--explain"], ["--json"]),
        ("ctxb search --color a", ["always", "auto"], ["never", "--json"]),
        ("ctxb completion z", ["zsh"], ["bash"]),
    ];

    private TemporaryFolder _disk;

    [SetUp]
    public void MakeDisk() => _disk = new TemporaryFolder();

    [TearDown]
    public void RemoveDisk() => _disk.Dispose();

    [Test]
    public async Task Bash_completes()
    {
        var script = _disk.Write("ctxb.bash", await ScriptAsync("bash"));
        foreach (var (typed, offered, not) in Lines)
        {
            var words = typed.Split(' ');
            var test = $"source '{script}'; COMP_WORDS=({string.Join(' ', words)}); COMP_CWORD={words.Length - 1}; _ctxb; printf '%s\\n' \"${{COMPREPLY[@]}}\"";
            Check(typed, (await ShellAsync("bash", "--norc", "--noprofile", "-c", test)).Split('\n'), offered, not);
        }
    }

    [Test]
    public async Task Fish_completes()
    {
        var script = _disk.Write("ctxb.fish", await ScriptAsync("fish"));
        foreach (var (typed, offered, not) in Lines)
        {
            var said = await ShellAsync("fish", "--no-config", "-c", $"source '{script}'; complete -C '{typed}'");
            Check(typed, [.. said.Split('\n').Select(line => line.Split('\t')[0])], offered, not);
        }
    }

    [Test]
    public async Task Zsh_completes()
    {
        _disk.Write("functions/_ctxb", await ScriptAsync("zsh"));
        foreach (var (typed, offered, not) in Lines)
        {
            // zsh completes only in a terminal: a pseudo terminal of its own module types the line and the key for a list
            var test = $$"""
                zmodload zsh/zpty
                zpty shell zsh -f -i
                zpty -w shell "PS1='rea''dy '; fpath=({{_disk.Join("functions")}} \$fpath); autoload -U compinit; compinit -u -d {{_disk.Join("dump")}}; LISTMAX=0; unsetopt automenu; COLUMNS=200; LINES=90; zstyle ':completion:*' format ''"
                zpty -r shell line '*ready *'
                zpty -w -n shell $'{{typed}}\C-d'
                zpty -w -n shell $'\C-u'
                zpty -w shell 'print do''ne'
                zpty -r shell line '*done*'
                print -r -- $line
                """;
            var said = EscapeSequence().Replace(await ShellAsync("zsh", "-f", "-c", test), " ");
            Check(typed, said.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries), offered, [.. not.Except(typed.Split(' '))]);
        }
    }

    [Test]
    public async Task PowerShell_completes()
    {
        var script = _disk.Write("ctxb.ps1", await ScriptAsync("powershell"));
        foreach (var (typed, offered, not) in Lines)
        {
            var said = await ShellAsync("pwsh", "-NoProfile", "-Command", $". '{script}'; (TabExpansion2 '{typed}' {typed.Length}).CompletionMatches.CompletionText");
            Check(typed, said.Split('\n', StringSplitOptions.TrimEntries), offered, not);
        }
    }

    [TestCase("bash")]
    [TestCase("zsh")]
    [TestCase("fish")]
    [TestCase("powershell")]
    public async Task Each_script_knows_every_verb_and_the_options_of_search(string shell)
    {
        var script = await ScriptAsync(shell);
        foreach (var word in new[] { "search", "index", "similar", "status", "clear", "serve", "completion", "limit", "csharp" })
        {
            Assert.That(script, Does.Contain(word));
        }
    }

    private static async Task<string> ScriptAsync(string shell)
    {
        var run = await CliRun.OfAsync(["completion", shell]);
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Ok), run.Messages);
        return run.Results;
    }

    private async Task<string> ShellAsync(string shell, params string[] args)
    {
        var run = await Programs.RunAsync(_disk.Path, new Dictionary<string, string?> { ["HOME"] = _disk.Path, ["TERM"] = "xterm" }, shell, args);
        if (run is null)
        {
            Assert.Ignore($"{shell} is not on this machine");
        }

        return run!.Value.Text;
    }

    [GeneratedRegex(@"\e\[[0-9;?]*[A-Za-z]")]
    private static partial Regex EscapeSequence();

    private static void Check(string typed, string[] said, string[] offered, string[] not)
    {
        foreach (var word in offered)
        {
            Assert.That(said, Has.Some.EqualTo(word), $"after '{typed}': {string.Join('|', said)}");
        }

        foreach (var word in not)
        {
            Assert.That(said, Has.None.EqualTo(word), $"after '{typed}': {string.Join('|', said)}");
        }
    }
}
