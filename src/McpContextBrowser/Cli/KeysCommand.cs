using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using McpContextBrowser.Answers;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Cli;

/// <summary><c>ctxb keys status|rotate|wrap-with SOURCE</c>: the keys under which the index is sealed; never shows one.</summary>
internal sealed record KeysCommand : ICommand
{
    private const string Status = "status";
    private const string Rotate = "rotate";
    private const string WrapWith = "wrap-with";

    public string Action { get; init; } = Status;

    /// <summary>Whom to give the master key to; for <c>wrap-with</c> alone.</summary>
    public string? Source { get; init; }

    /// <summary>Rotates the data keys rather than the master key.</summary>
    public bool Data { get; init; }

    public bool KeepOld { get; init; }

    public bool Json { get; init; }

    public static Verb Verb()
    {
        var action = new Argument<string>("ACTION") { Description = "status, rotate or wrap-with.", Arity = ArgumentArity.ZeroOrOne };
        var source = new Argument<string?>("SOURCE") { Description = "For wrap-with: file, environment, keystore, pkcs11 or vault.", Arity = ArgumentArity.ZeroOrOne };
        var data = new Option<bool>("--data") { Description = "Rotate the data keys: seals everything again, while searches go on." };
        var keepOld = new Option<bool>("--keep-old") { Description = "Keep the old key in the key file, for other data directories that share it." };
        var json = new Option<bool>("--json") { Description = "Print the keys as JSON." };
        var command = new Command("keys", "Tells of the keys under which the index is sealed, and changes them.") { action, source, data, keepOld, json };
        return new(command, parsed => new KeysCommand
        {
            Action = parsed.GetValue(action) ?? Status,
            Source = parsed.GetValue(source),
            Data = parsed.GetValue(data),
            KeepOld = parsed.GetValue(keepOld),
            Json = parsed.GetValue(json),
        });
    }

    public async Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken)
    {
        if (Action is not (Status or Rotate or WrapWith) || (Source is null) == (Action == WrapWith))
        {
            throw new CtxbException(
                ErrorCodes.ArgumentInvalid, $"'keys {Action}{(Source is null ? "" : $" {Source}")}' is not understood.",
                "Write: keys status, keys rotate, keys rotate --data, or keys wrap-with SOURCE. Another folder of the index is named by CTXB_DATA.");
        }

        switch (Action)
        {
            case Rotate when Data:
                var resealed = await session.Browser.RotateDataAsync(null, session.Call, cancellationToken);
                session.Output.Note(string.Create(CultureInfo.InvariantCulture, $"{resealed:N0} records are sealed under new data keys; the old keys are destroyed."));
                break;
            case Rotate:
                MasterKeys.Rotate(session.Browser, session.Configuration, KeepOld, session.Surroundings.Variable);
                session.Output.Note("The ring has a new key; copies of keys.db made before still open under the old master key.");
                break;
            case WrapWith:
                MasterKeys.WrapWith(session.Browser, Source!, session.Configuration, session.Surroundings.Variable);
                session.Output.Note($"The master key is held by '{Source}' now. Set keys.master to {Source} in your ctxb.json before the next command.");
                break;
        }

        Print(session.Browser.KeyStatus(), session.Output);
        return ExitCode.Ok;
    }

    private void Print(KeysReport keys, Output output)
    {
        if (Json)
        {
            output.Results.WriteLine(JsonSerializer.Serialize(KeysRow.Of(keys), AnswerJson.Readable.KeysRow));
            return;
        }

        output.Tell(keys.Source is null
            ? "No keys yet: they are made with the first index."
            : string.Create(CultureInfo.InvariantCulture, $"master key  {keys.Source}, ring key of {keys.MasterSince:u}"));
        foreach (var one in keys.Collections)
        {
            var old = one.OldVersions == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {one.OldVersions} older until all is sealed again");
            output.Tell(string.Create(CultureInfo.InvariantCulture, $"{one.Collection}  version {one.Version} of {one.Since:u}{old}"));
        }
    }
}
