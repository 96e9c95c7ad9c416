using System.CommandLine;
using System.Globalization;
using McpContextBrowser.Configuration;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Mcp;

namespace McpContextBrowser.Cli;

/// <summary>The options that every verb with hits has.</summary>
internal sealed class SearchOptions
{
    private const int MostTokens = 1_000_000; // longer than any model reads

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON array of hits." };
    private readonly Option<bool> _jsonLines = new("--jsonl") { Description = "Print one JSON object a line, and a summary as the last." };
    private readonly Option<int?> _limit = new("--limit", "-n") { HelpName = "N", Description = "Most hits, 1 to 1,000 (default 10)." };
    private readonly Option<int?> _tokens = new("--max-tokens") { HelpName = "N", Description = "Most tokens of the answer; hits are cut and chosen to fit." };
    private readonly Option<string[]> _languages = new("--lang") { HelpName = "ID", Description = "Only this language, such as csharp or ts; commas between several." };
    private readonly Option<string[]> _extensions = new("--ext") { HelpName = "EXT", Description = "Only this extension, such as cs; commas between several." };
    private readonly Option<string[]> _globs = new("--glob") { HelpName = "GLOB", Description = "Only paths that match, such as 'src/**/*.cs'; repeat for several." };

    public void AddTo(Command command)
    {
        command.Add(_limit);
        command.Add(_tokens);
        command.Add(_languages);
        command.Add(_extensions);
        command.Add(_globs);
        command.Add(_json);
        command.Add(_jsonLines);
        _languages.CompletionSources.Add([.. LanguageTable.Ids]);
        _limit.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var limit) && limit is >= 1 and <= 1000))
            {
                result.AddError($"--limit is {token.Value}; use 1 to 1,000.");
            }
        });
        _tokens.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var tokens) && tokens is >= ToolArguments.LeastTokens and <= MostTokens))
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"--max-tokens is {token.Value}; use {ToolArguments.LeastTokens:N0} to {MostTokens:N0}."));
            }
        });
    }

    /// <returns>The number asked for, or null for the configured one.</returns>
    public int? Limit(ParseResult parsed) => parsed.GetValue(_limit);

    /// <returns>Most tokens of the answer; null for no limit.</returns>
    public int? MaxTokens(ParseResult parsed) => parsed.GetValue(_tokens);

    /// <exception cref="CtxbException">A language is not known.</exception>
    public SearchScope Scope(ParseResult parsed) => new()
    {
        Languages = [.. Listed(parsed.GetValue(_languages)).Select(Language)],
        Extensions = Listed(parsed.GetValue(_extensions)),
        Globs = parsed.GetValue(_globs) ?? [],
    };

    /// <exception cref="CtxbException">Both forms of JSON are asked for.</exception>
    public HitForm Form(ParseResult parsed) => (parsed.GetValue(_json), parsed.GetValue(_jsonLines)) switch
    {
        (true, true) => throw new CtxbException(ErrorCodes.ArgumentInvalid, "'--json' and '--jsonl' contradict each other.", "Leave one of them out."),
        (true, false) => HitForm.Json,
        (false, true) => HitForm.JsonLines,
        _ => HitForm.Text,
    };

    private static string[] Listed(string[]? values) =>
        [.. (values ?? []).SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    private static string Language(string name) => LanguageTable.Named(name) ?? throw new CtxbException(
        ErrorCodes.ArgumentInvalid,
        $"--lang is {name}, which is no language{(Nearest.To(name, LanguageTable.Ids) is { } near ? $"; did you mean {near}?" : ".")}",
        $"Use one of: {string.Join(", ", LanguageTable.Ids)}.");
}
