using System.CommandLine;
using System.Text.Json;
using McpContextBrowser.Answers;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Cli;

/// <summary><c>ctxb doctor</c>: looks at everything the index rests on, says what each finding means and what to do.</summary>
internal sealed record DoctorCommand : ICommand
{
    private const int Indent = 8;

    public bool Fix { get; init; }

    public bool Json { get; init; }

    public static Verb Verb()
    {
        var fix = new Option<bool>("--fix") { Description = "Rebuild damaged snapshots; index again what a damaged store has lost." };
        var json = new Option<bool>("--json") { Description = "Print one JSON array." };
        var command = new Command("doctor", "Checks settings, disk, keys, model and every byte of the index; your sources are not touched.") { fix, json };
        return new(command, parsed => new DoctorCommand { Fix = parsed.GetValue(fix), Json = parsed.GetValue(json) });
    }

    public async Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken)
    {
        var findings = await ExamineAsync(session, cancellationToken);
        if (Json)
        {
            session.Output.Results.WriteLine(JsonSerializer.Serialize([.. findings.Select(FindingRow.Of)], AnswerJson.Readable.FindingRowArray));
        }
        else
        {
            foreach (var finding in findings)
            {
                Print(finding, session.Output);
            }
        }

        return findings.Any(finding => finding is { Level: FindingLevel.Error, Fixed: false }) ? ExitCode.Failed : ExitCode.Ok;
    }

    private async Task<IReadOnlyList<Finding>> ExamineAsync(Session session, CancellationToken cancellationToken)
    {
        try
        {
            _ = session.Configuration;
        }
        catch (CtxbException problem)
        {
            return [new("configuration", FindingLevel.Error, problem.Message, problem.Next)];
        }

        var examined = await session.Browser.ExamineAsync(Fix, session.Call, cancellationToken);
        return [new("configuration", FindingLevel.Ok, "All settings can be used.", ""), .. examined];
    }

    private static void Print(Finding finding, Output output)
    {
        var level = finding.Fixed ? "fixed" : FindingRow.NameOf(finding.Level);
        output.Tell($"{level,-7} {finding.Check}: {finding.What}", Indent);
        if (finding.Next.Length > 0)
        {
            output.Tell(new string(' ', Indent) + finding.Next, Indent);
        }
    }
}
