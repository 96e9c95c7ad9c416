using System.Text.Json;
using System.Text.Json.Nodes;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Install;

/// <summary>The entry of this tool in the file of one agent.</summary>
/// <param name="agent">A row of the table.</param>
/// <param name="file">The user's or a project's.</param>
internal sealed class Registration(Agent agent, ForeignFile file)
{
    /// <summary>Name of the entry; also what an agent shows.</summary>
    public const string Name = "ctxb";

    private static readonly string[] Arguments = ["serve"];

    /// <summary>Whether there is an entry of that name, ours or a changed one.</summary>
    public bool IsThere() => Guarded(text => Remove(text) != text);

    /// <summary>What putting the entry in would change; nothing when it stands there already.</summary>
    /// <param name="program">What the agent is to start.</param>
    public Change In(string program) => Changed(text =>
    {
        if (agent.IsToml)
        {
            return TomlText.Put(text, agent.Servers[0], Name, program, Arguments);
        }

        string[] path = [.. agent.Servers, Name];
        var entry = agent.Entry(program, Arguments);
        if (JsonText.Get(text, path) is JsonObject old)
        {
            entry = Merged(old, entry);
            if (JsonNode.DeepEquals(old, entry))
            {
                return text;
            }
        }

        return JsonText.Put(text, path, entry);
    });

    /// <summary>What taking the entry out would change.</summary>
    public Change Out() => Changed(Remove);

    private string Remove(string text) =>
        agent.IsToml ? TomlText.Remove(text, agent.Servers[0], Name) : JsonText.Remove(text, [.. agent.Servers, Name]);

    /// <summary>What a user added to the entry – variables, approvals – stays.</summary>
    private static JsonObject Merged(JsonObject old, JsonObject entry)
    {
        var merged = (JsonObject)old.DeepClone();
        foreach (var (key, value) in entry)
        {
            merged[key] = value?.DeepClone();
        }

        return merged;
    }

    private Change Changed(Func<string, string> change) =>
        Guarded(text => new Change(file.Path, text, text.Length == 0 && change == Remove ? "" : ForeignFile.Behind(text, change)));

    private T Guarded<T>(Func<string, T> read)
    {
        try
        {
            return read(file.Read());
        }
        catch (Exception problem) when (problem is JsonException or FormatException or InvalidOperationException)
        {
            throw new CtxbException(
                ErrorCodes.ConfigurationInvalid,
                $"{file.Path} is not understood, so it was left alone: {problem.Message}",
                $"Mend the file, or add the server to {agent.Title} by hand: command ctxb, argument serve.",
                problem);
        }
    }
}
