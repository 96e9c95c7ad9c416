using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using McpContextBrowser.Answers;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Server.Audit;
using McpContextBrowser.Server.Auth;

namespace McpContextBrowser.Cli;

/// <summary><c>ctxb apikey create|list|revoke</c>: the keys with which callers of <c>serve --http</c> are recognised; also while it runs.</summary>
internal sealed record ApiKeyCommand : ICommand
{
    private const string Create = "create";
    private const string List = "list";
    private const string Revoke = "revoke";
    private const int UsualDays = 90;

    public string Action { get; init; } = List;

    /// <summary>The owner of a new key, or the id of the one to revoke.</summary>
    public string? Name { get; init; }

    public string Role { get; init; } = RoleNames.Usual;

    /// <summary>Folders granted, as written.</summary>
    public IReadOnlyList<string> Collections { get; init; } = [];

    /// <summary>Operations the key is limited to; none does not limit it.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    public int Days { get; init; } = UsualDays;

    public bool Json { get; init; }

    public static Verb Verb()
    {
        var action = new Argument<string>("ACTION") { Description = "create, list or revoke.", Arity = ArgumentArity.ZeroOrOne };
        var name = new Argument<string?>("NAME") { Description = "For create: who will have the key. For revoke: its id.", Arity = ArgumentArity.ZeroOrOne };
        var role = new Option<string>("--role") { HelpName = "ROLE", Description = $"guest, viewer, developer or admin (default {RoleNames.Usual}).", DefaultValueFactory = _ => RoleNames.Usual };
        var collections = new Option<string[]>("--collection") { HelpName = "DIR", Description = "Folder that the key reaches; repeat for several." };
        var scopes = new Option<string[]>("--scope") { HelpName = "OPERATION", Description = "Only this of what the role may, such as search; repeat for several." };
        var days = new Option<int>("--days") { HelpName = "N", Description = $"Days until the key expires (default {UsualDays}).", DefaultValueFactory = _ => UsualDays };
        var json = new Option<bool>("--json") { Description = "Print the list as JSON." };
        var command = new Command("apikey", "Makes, lists and revokes the keys of those who use 'serve --http'.") { action, name, role, collections, scopes, days, json };
        return new(command, parsed => new ApiKeyCommand
        {
            Action = parsed.GetValue(action) ?? List,
            Name = parsed.GetValue(name),
            Role = parsed.GetValue(role)!,
            Collections = parsed.GetValue(collections) ?? [],
            Scopes = parsed.GetValue(scopes) ?? [],
            Days = parsed.GetValue(days),
            Json = parsed.GetValue(json),
        });
    }

    public async Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken)
    {
        switch (Action, Name)
        {
            case (Create, { } owner):
                await CreateAsync(session, owner, cancellationToken);
                return ExitCode.Ok;
            case (Revoke, { } id):
                return await RevokeAsync(session, id, cancellationToken);
            case (List, null):
                return await ListAsync(session, cancellationToken);
            default:
                throw new CtxbException(
                    ErrorCodes.ArgumentInvalid, $"'apikey {Action}{(Name is null ? "" : $" {Name}")}' is not understood.", "Write: apikey create OWNER, apikey list, or apikey revoke ID.");
        }
    }

    private async Task CreateAsync(Session session, string owner, CancellationToken cancellationToken)
    {
        if (!RoleNames.TryParse(Role, out var role))
        {
            throw new CtxbException(ErrorCodes.ArgumentInvalid, $"'{Role}' is no role.", "Use guest, viewer, developer or admin.");
        }

        var scopes = OperationNames.ParseAll(Scopes)
            ?? throw new CtxbException(ErrorCodes.ArgumentInvalid, "A scope is no operation.", $"Use {string.Join(", ", Enum.GetNames<Operation>().Select(JsonNamingPolicy.CamelCase.ConvertName))}.");
        var folders = Collections.Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder, session.Surroundings.WorkingDirectory))).ToList();
        await RecordAsync(session, $"apikey create {owner}", folders, cancellationToken);
        var (key, text) = await session.Server.Keys.CreateAsync(owner, role, folders, scopes.Count == 0 ? null : scopes, TimeSpan.FromDays(Days), cancellationToken);
        session.Output.Results.WriteLine(text);
        session.Output.Note(string.Create(
            CultureInfo.InvariantCulture, $"The key {key.Id} of {owner} ({role}) is valid until {key.ExpiresAt:yyyy-MM-dd}. It is shown this once and kept nowhere; hand it on by a safe way."));
        foreach (var missing in folders.Where(folder => !Directory.Exists(folder)))
        {
            session.Output.Note($"{missing} does not exist yet.");
        }
    }

    private static async Task<ExitCode> RevokeAsync(Session session, string id, CancellationToken cancellationToken)
    {
        if (!session.HasServer)
        {
            return NoServer(session);
        }

        await RecordAsync(session, $"apikey revoke {id}", [], cancellationToken);
        if (!await session.Server.KeyStore.RevokeAsync(id, TimeProvider.System.GetUtcNow(), cancellationToken))
        {
            session.Output.Note($"There is no key {id}.");
            return ExitCode.NothingFound;
        }

        session.Output.Note($"The key {id} is revoked; a running server refuses it from now on.");
        return ExitCode.Ok;
    }

    private async Task<ExitCode> ListAsync(Session session, CancellationToken cancellationToken)
    {
        if (!session.HasServer)
        {
            return NoServer(session);
        }

        var now = TimeProvider.System.GetUtcNow();
        var keys = (await session.Server.KeyStore.ListAsync(cancellationToken)).Select(key => RowOf(key, now)).ToArray();
        if (Json)
        {
            session.Output.Results.WriteLine(JsonSerializer.Serialize(keys, AnswerJson.Readable.ApiKeyRowArray));
            return ExitCode.Ok;
        }

        foreach (var key in keys)
        {
            session.Output.Tell(string.Create(
                CultureInfo.InvariantCulture,
                $"{key.Id}  {key.State,-7}  until {key.ExpiresAt:yyyy-MM-dd}  {key.Role,-9}  {key.Owner}{(key.Scopes is null ? "" : $"  only {string.Join(", ", key.Scopes)}")}  {string.Join(", ", key.Collections)}").TrimEnd());
        }

        return keys.Length > 0 ? ExitCode.Ok : ExitCode.NothingFound;
    }

    private static ApiKeyRow RowOf(ApiKey key, DateTimeOffset now) => new(
        key.Id, key.Owner, key.Role.ToString().ToLowerInvariant(), key.RevokedAt is not null ? "revoked" : key.IsActive(now) ? "active" : "expired",
        key.Collections, key.Scopes?.Select(scope => JsonNamingPolicy.CamelCase.ConvertName(scope.ToString())).ToList(), key.CreatedAt, key.ExpiresAt, key.RevokedAt);

    private static ExitCode NoServer(Session session)
    {
        session.Output.Note("No key was ever made in this data folder.");
        return ExitCode.NothingFound;
    }

    /// <summary>Before it is done: what cannot be recorded is not done.</summary>
    private static async Task RecordAsync(Session session, string target, IReadOnlyList<string> collections, CancellationToken cancellationToken)
    {
        await using var audit = new AuditLog(session.Server.Audit, session.Server.Chain);
        try
        {
            var call = session.Call;
            await audit.WriteAsync(
                new()
                {
                    At = TimeProvider.System.GetUtcNow(),
                    Who = "owner",
                    Proof = "command-line",
                    Role = nameof(McpContextBrowser.Server.Auth.Role.Admin),
                    Operation = nameof(Operation.Administer).ToLowerInvariant(),
                    Target = target,
                    Collections = collections,
                    Outcome = "allowed",
                    CorrelationId = call.CorrelationId,
                },
                cancellationToken);
        }
        catch (IOException problem)
        {
            throw new CtxbException(ErrorCodes.DiskFailed, "The audit log cannot be written, so nothing is changed.", "Free some space in the data folder, or mend its permissions.", problem);
        }
    }
}
