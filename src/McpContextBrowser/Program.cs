using System.Runtime.InteropServices;
using McpContextBrowser.Cli;
using McpContextBrowser.Configuration;
using McpContextBrowser.Core.Contracts;

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
            var (command, data) = CommandLine.Parse(args);
            await using var session = new Session(output, surroundings, data);
            return await command.RunAsync(session, cancellationToken);
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
        finally
        {
            output.Flush();
        }
    }
}
