using System.CommandLine;
using McpContextBrowser.Core;

namespace McpContextBrowser.Cli;

/// <summary>The options that every verb with hits has.</summary>
internal sealed class SearchOptions
{
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON array of hits." };
    private readonly Option<bool> _jsonLines = new("--jsonl") { Description = "Print one JSON object a line, and a summary as the last." };
    private readonly Option<int?> _limit = new("--limit", "-n") { HelpName = "N", Description = "Most hits, 1 to 1,000 (default 10)." };
    private readonly Option<string[]> _languages = new("--lang") { HelpName = "ID", Description = "Only this language, such as csharp; repeat for several." };
    private readonly Option<string[]> _extensions = new("--ext") { HelpName = "EXT", Description = "Only this extension, such as cs; repeat for several." };
    private readonly Option<string[]> _globs = new("--glob") { HelpName = "GLOB", Description = "Only paths that match, such as 'src/**/*.cs'; repeat for several." };

    public void AddTo(Command command)
    {
        command.Add(_limit);
        command.Add(_languages);
        command.Add(_extensions);
        command.Add(_globs);
        command.Add(_json);
        command.Add(_jsonLines);
        _limit.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var limit) && limit is >= 1 and <= 1000))
            {
                result.AddError($"--limit is {token.Value}; use 1 to 1,000.");
            }
        });
    }

    /// <returns>The number asked for, or null for the configured one.</returns>
    public int? Limit(ParseResult parsed) => parsed.GetValue(_limit);

    public SearchScope Scope(ParseResult parsed) => new()
    {
        Languages = parsed.GetValue(_languages) ?? [],
        Extensions = parsed.GetValue(_extensions) ?? [],
        Globs = parsed.GetValue(_globs) ?? [],
    };

    public HitForm Form(ParseResult parsed) =>
        parsed.GetValue(_json) ? HitForm.Json : parsed.GetValue(_jsonLines) ? HitForm.JsonLines : HitForm.Text;
}
