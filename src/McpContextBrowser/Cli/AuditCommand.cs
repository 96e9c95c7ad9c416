using System.CommandLine;
using System.Globalization;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Server.Audit;

namespace McpContextBrowser.Cli;

/// <summary><c>ctxb audit verify|export</c>: what was asked of <c>serve --http</c>, by whom; also while it runs.</summary>
internal sealed record AuditCommand : ICommand
{
    private const string Verify = "verify";
    private const string Export = "export";

    public string Action { get; init; } = Verify;

    /// <summary>Number of the first entry that is exported.</summary>
    public long From { get; init; } = 1;

    public static Verb Verb()
    {
        var action = new Argument<string>("ACTION") { Description = "verify: walk the whole chain. export: print it, one JSON object a line.", Arity = ArgumentArity.ZeroOrOne };
        var from = new Option<long>("--from") { HelpName = "N", Description = "For export: number of the first entry.", DefaultValueFactory = _ => 1 };
        var command = new Command("audit", "Verifies and exports the record of what was asked of 'serve --http'.") { action, from };
        return new(command, parsed => new AuditCommand { Action = parsed.GetValue(action) ?? Verify, From = parsed.GetValue(from) });
    }

    public Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken)
    {
        if (Action is not (Verify or Export))
        {
            throw new CtxbException(ErrorCodes.ArgumentInvalid, $"'audit {Action}' is not understood.", "Write: audit verify, or audit export.");
        }

        if (!session.HasServer)
        {
            session.Output.Note("No server ever ran with this data folder.");
            return Task.FromResult(ExitCode.NothingFound);
        }

        return Task.FromResult(Action == Verify ? VerifyAll(session) : ExportAll(session, cancellationToken));
    }

    private static ExitCode VerifyAll(Session session)
    {
        var (entries, problem) = session.Server.Chain.Verify(session.Server.Audit);
        if (problem is not null)
        {
            throw new CtxbException(
                ErrorCodes.AuditBroken, $"The audit log is not what was written. {problem}", "Compare with a copy kept elsewhere ('ctxb audit export'), and find out who could write to the data folder.");
        }

        session.Output.Tell(string.Create(CultureInfo.InvariantCulture, $"{entries:N0} {(entries == 1 ? "entry" : "entries")}, none changed, removed or added."));
        return ExitCode.Ok;
    }

    private ExitCode ExportAll(Session session, CancellationToken cancellationToken)
    {
        var any = false;
        foreach (var line in AuditExport.Lines(session.Server.Audit, From))
        {
            cancellationToken.ThrowIfCancellationRequested();
            session.Output.Results.WriteLine(line);
            any = true;
        }

        return any ? ExitCode.Ok : ExitCode.NothingFound;
    }
}
