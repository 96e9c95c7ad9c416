using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using McpContextBrowser.Configuration;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Cli;

/// <summary><c>ctxb config show|check|schema|seal</c>: what is set, where it comes from, whether it can be used, and a secret of it sealed.</summary>
internal sealed record ConfigCommand : ICommand
{
    private const string Default = "default";
    private const int WidestColumn = 40;

    public required string Action { get; init; }

    /// <summary>Only what is not a default.</summary>
    public bool Changed { get; init; }

    public bool Json { get; init; }

    public static Verb Verb()
    {
        var action = new Argument<string>("ACTION") { HelpName = "show|check|schema|seal", Description = "show: every setting with its value and origin. check: whether all can be used, the enclosing repository's own too. schema: the JSON schema of ctxb.json. seal: reads a provider's key from standard input and prints it sealed, for a variable or a key file.", DefaultValueFactory = _ => "show" };
        action.AcceptOnlyFromAmong("show", "check", "schema", "seal");
        var changed = new Option<bool>("--changed") { Description = "Show only what is not a default." };
        var json = new Option<bool>("--json") { Description = "Show as one JSON array." };
        var command = new Command("config", "Shows and checks the settings.") { action, changed, json };
        return new(command, parsed => new ConfigCommand { Action = parsed.GetRequiredValue(action), Changed = parsed.GetValue(changed), Json = parsed.GetValue(json) });
    }

    public Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken) => Task.FromResult(Run(session, Console.In));

    /// <summary>The same with the standard input as the caller has it.</summary>
    internal ExitCode Run(Session session, TextReader input)
    {
        switch (Action)
        {
            case "schema":
                session.Output.Results.Write(SettingsSchema.Text());
                break;
            case "check":
                Check(session);
                break;
            case "seal":
                Seal(session, input);
                break;
            default:
                Show(session);
                break;
        }

        return ExitCode.Ok;
    }

    /// <summary>From standard input alone: an argument would stand in the list of processes.</summary>
    private static void Seal(Session session, TextReader input)
    {
        var secret = input.ReadLine()?.Trim() is { Length: > 0 } line ? line : throw new CtxbException(
            ErrorCodes.ArgumentInvalid, "There is nothing to seal.", "Give the key on standard input: ctxb config seal < KEYFILE");
        session.Output.Results.WriteLine(MasterKeys.Seal(secret, session.Configuration, session.Surroundings.Variable));
    }

    /// <summary>Reading them is the check: all problems of one source are thrown together.</summary>
    private static void Check(Session session)
    {
        var configuration = session.Configuration;
        var root = RepositoryRoot.Find(session.Surroundings.WorkingDirectory)?.WorkTree;
        if (root is not null)
        {
            configuration = ConfigLoader.WithRepository(configuration, root);
        }

        session.Output.Tell($"{configuration.Origins.Count} settings are set, all can be used{(root is null ? "" : $" (with those of {root})")}.");
    }

    private void Show(Session session)
    {
        var configuration = session.Configuration;
        var rows = Settings.All
            .Select(setting => (setting.Key, Value: SettingText.Of(setting, configuration), Origin: configuration.Origins.GetValueOrDefault(setting.Key, Default)))
            .Append((Key: "masterKey", Value: configuration.MasterKey is null ? "(in keyFile)" : "(not shown)", Origin: configuration.MasterKey is null ? Default : ConfigLoader.MasterKeyVariable))
            .Where(row => !Changed || row.Origin != Default)
            .ToList();
        if (Json)
        {
            PrintJson(rows, session.Output);
            return;
        }

        if (rows.Count == 0)
        {
            session.Output.Note("Nothing is set: all settings have their defaults.");
            return;
        }

        var keys = rows.Max(row => row.Key.Length);
        var room = session.Output.ResultStyle.Width - keys - Default.Length - 5; // on a narrow terminal the long values alone take a second line
        var values = Math.Min(Math.Clamp(room, 0, WidestColumn), rows.Max(row => row.Value.Length));
        foreach (var (key, value, origin) in rows)
        {
            session.Output.Tell($"{key.PadRight(keys)}  {value.PadRight(values)}  {origin}", keys + 2);
        }
    }

    private static void PrintJson(IEnumerable<(string Key, string Value, string Origin)> rows, Output output)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            foreach (var (key, value, origin) in rows)
            {
                json.WriteStartObject();
                json.WriteString("key"u8, key);
                json.WriteString("value"u8, value);
                json.WriteString("origin"u8, origin);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        output.Results.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
