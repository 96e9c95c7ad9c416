using System.Diagnostics;
using System.Runtime.InteropServices;
using McpContextBrowser.Cli;
using McpContextBrowser.Configuration;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Logs;

namespace McpContextBrowser;

/// <summary>The process <c>ctxb</c>.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is ["--version"])
        {
            Console.Out.WriteLine(ProductVersion.Text); // asked often by installers and agents: no parser for that
            return (int)ExitCode.Ok;
        }

        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var surroundings = Surroundings.OfProcess();
        return (int)await RunAsync(args, Output.OfProcess(surroundings.Variable), surroundings, stop.Token);

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true; // the process ends by itself, with the index usable
            stop.Cancel();
        }
    }

    /// <summary>One run, without a process around it.</summary>
    public static async Task<ExitCode> RunAsync(
        IReadOnlyList<string> args, Output output, Surroundings surroundings, CancellationToken cancellationToken)
    {
        try
        {
            var line = CommandLine.Parse(args);
            output = output.With(line.Options.Colour);
            await using var session = new Session(output, surroundings, line.Options);
            try
            {
                return await LoggedAsync(line, session, cancellationToken);
            }
            finally
            {
                output.Flush();
            }
        }
        catch (CtxbException problem)
        {
            output.Problem(problem);
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            output.Note("stopped; what was finished is kept.");
            return ExitCode.Cancelled;
        }
    }

    private static async Task<ExitCode> RunInTimeAsync(CommandLine.Line line, Session session, CancellationToken cancellationToken)
    {
        try
        {
            return await line.Command.RunAsync(session, cancellationToken);
        }
        catch (OperationCanceledException) when (line.Options.Timeout is not null && !cancellationToken.IsCancellationRequested)
        {
            throw CallContext.DeadlinePassed(line.Options.Timeout.Value, "Give it more time with --timeout, or leave that out.");
        }
    }

    /// <summary>Runs the command; a failure goes into the log, a success at the level debug alone, so that a quick run pays nothing.</summary>
    private static async Task<ExitCode> LoggedAsync(CommandLine.Line line, Session session, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            var code = await RunInTimeAsync(line, session, cancellationToken);
            if (session.HasLog && session.Log.Keeps(LogSeverity.Debug))
            {
                session.Log.Write(Ended(LogSeverity.Debug) with { Message = $"exit code {(int)code}" });
            }

            return code;
        }
        catch (Exception failure) when (failure is not OperationCanceledException && session.HasLog)
        {
            session.Log.Write(failure is CtxbException problem
                ? Ended(LogSeverity.Error) with { Code = problem.Code, Message = problem.Message }
                : Ended(LogSeverity.Error) with { Code = "bug", Failure = failure });
            throw;
        }

        LogEntry Ended(LogSeverity severity) =>
            new(severity, "run") { Name = line.Verb, Milliseconds = (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds };
    }
}
