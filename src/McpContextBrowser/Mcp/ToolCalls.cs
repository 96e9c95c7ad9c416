using System.Diagnostics;
using System.Text.Json;
using McpContextBrowser.Answers;
using McpContextBrowser.Configuration;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Logs;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpContextBrowser.Mcp;

/// <summary>Answers the tools by calling the front desk, for one client.</summary>
internal sealed partial class ToolCalls(ToolEngine engine, ClientReach reach, ILogger log)
{
    /// <summary>What <c>tools/list</c> answers this client.</summary>
    public IReadOnlyList<Tool> Tools => reach.Tools;

    /// <summary>The other way to the same engine.</summary>
    public ResourceCalls Resources { get; } = new(engine, reach);

    /// <summary>One call of one tool.</summary>
    /// <returns>A result; a failure the caller can mend is a result marked as error.</returns>
    /// <exception cref="McpProtocolException">There is no tool of that name.</exception>
    public async ValueTask<CallToolResult> CallAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        var call = reach.CallOf(request.Params.Meta);
        using var scope = CallScope.Begin(log, call.CorrelationId);
        if (request.Params.Name is not (ToolNames.Index or ToolNames.Clear))
        {
            call = call with { Deadline = engine.Deadline }; // what changes the index is not bounded: a client that stops waiting cancels it
        }

        var start = Stopwatch.GetTimestamp();
        string? code = null;
        var notes = new ProgressNotes(request.Server, request.Params.ProgressToken);
        try
        {
            return request.Params.Name switch
            {
                ToolNames.Search => await SearchAsync(request.Params.Arguments, notes, call, cancellationToken),
                ToolNames.Similar => await SimilarAsync(request.Params.Arguments, notes, call, cancellationToken),
                ToolNames.Index => await IndexAsync(request.Params.Arguments, notes, call, cancellationToken),
                ToolNames.Status => await StatusAsync(request.Params.Arguments, call, cancellationToken),
                ToolNames.Clear => await ClearAsync(request.Params.Arguments, call, cancellationToken),
                _ => throw new McpProtocolException($"There is no tool of that name; tools/list names them.", McpErrorCode.InvalidParams),
            };
        }
        catch (CtxbException problem)
        {
            code = problem.Code;
            return ToolResults.Error(problem);
        }
        catch (OperationCanceledException) when (call.Deadline is not null && !cancellationToken.IsCancellationRequested)
        {
            code = ErrorCodes.DeadlinePassed;
            return ToolResults.Error(engine.Late());
        }
        catch (Exception bug) when (bug is not (OperationCanceledException or McpException))
        {
            code = "bug";
            CallFailed(log, request.Params.Name, call.CorrelationId, bug);
            return ToolResults.Bug(call.CorrelationId);
        }
        finally
        {
            await notes.EndAsync();
            var (tool, took) = (KnownName(request.Params.Name), (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            CallEnded(log, tool, call.CorrelationId, code, took);
        }
    }

    private async Task<CallToolResult> SearchAsync(
        IDictionary<string, JsonElement>? given, ProgressNotes notes, CallContext call, CancellationToken cancellationToken)
    {
        var arguments = new ToolArguments(given, "query", "mode", "path", "limit", "max_tokens", "cursor", "session", "extensions", "languages", "globs", "explain");
        var query = arguments.Text("query");
        if (string.IsNullOrWhiteSpace(query))
        {
            throw new CtxbException(ErrorCodes.QueryEmpty, "The query is empty.", "Give a question, words or an identifier as query.");
        }

        var roots = Roots(arguments);
        var result = new SearchResult(roots, reach.Reads.Default, arguments.Notes, arguments.Handle("session"));
        var request = new SearchRequest
        {
            Query = query,
            Mode = arguments.Mode(),
            Roots = roots,
            Limit = Limit(arguments),
            Cost = result.Counting,
            Cursor = arguments.Handle("cursor"),
            Session = arguments.Handle("session"),
            Scope = arguments.Scope(),
            Explain = arguments.Switch("explain", false),
            IndexingPatience = engine.Patience,
        };
        var answer = await engine.Browser.SearchAsync(request, notes, call with { TokenLimit = MaxTokens(arguments) }, cancellationToken);
        return result.Of(answer);
    }

    private async Task<CallToolResult> SimilarAsync(
        IDictionary<string, JsonElement>? given, ProgressNotes notes, CallContext call, CancellationToken cancellationToken)
    {
        var arguments = new ToolArguments(given, "file", "line", "snippet", "path", "limit", "max_tokens", "cursor", "session", "extensions", "languages", "globs");
        var (file, snippet) = (arguments.Text("file"), arguments.Text("snippet"));
        if (string.IsNullOrWhiteSpace(file) == string.IsNullOrWhiteSpace(snippet))
        {
            throw new CtxbException(ErrorCodes.ArgumentInvalid, "There is no single example.", string.Join(' ', arguments.Notes.Append("Give either file and line, or snippet.")));
        }

        var root = Root(arguments, reach.Reads);
        var result = new SearchResult([root], reach.Reads.Default, arguments.Notes, arguments.Handle("session"));
        var request = new SimilarRequest
        {
            Root = root,
            Path = file is null ? null : Below(file),
            Line = arguments.Number("line", 1, 1, int.MaxValue),
            Snippet = file is null ? snippet : null,
            Limit = Limit(arguments),
            Cost = result.Counting,
            Cursor = arguments.Handle("cursor"),
            Session = arguments.Handle("session"),
            Scope = arguments.Scope(),
            IndexingPatience = engine.Patience,
        };
        var answer = await engine.Browser.SimilarAsync(request, notes, call with { TokenLimit = MaxTokens(arguments) }, cancellationToken);
        return result.Of(answer);
    }

    private async Task<CallToolResult> IndexAsync(
        IDictionary<string, JsonElement>? given, ProgressNotes notes, CallContext call, CancellationToken cancellationToken)
    {
        var arguments = new ToolArguments(given, "path", "force", "ignore_patterns", "wait");
        RefuseWhenReadOnly();
        var patterns = arguments.Texts("ignore_patterns");
        var request = new IndexRequest { Root = Root(arguments, reach.Holds), Force = arguments.Switch("force", false), IgnorePatterns = patterns.Count > 0 ? patterns : null };
        if (reach.BroughtIn is { } broughtIn && (await engine.Browser.StatusAsync(request.Root, false, call, cancellationToken)).Count == 0)
        {
            broughtIn(request.Root);
        }

        if (!arguments.Switch("wait", true))
        {
            engine.Background.Start(engine.Browser, request, call);
            return ToolResults.Indexing(request.Root, arguments.Notes);
        }

        return ToolResults.Indexed(await engine.Browser.IndexAsync(request, notes, call, cancellationToken), arguments.Notes);
    }

    private async Task<CallToolResult> StatusAsync(IDictionary<string, JsonElement>? given, CallContext call, CancellationToken cancellationToken)
    {
        var arguments = new ToolArguments(given, "path", "skipped");
        var root = arguments.Paths().Count == 0 ? null : Root(arguments, reach.Holds);
        var trees = await engine.Browser.StatusAsync(root, arguments.Switch("skipped", false), call, cancellationToken);
        return ToolResults.Status(
            [.. trees.Where(tree => reach.Holds.MayBeRead(tree.Root))],
            reach.SeesProviders ? ProviderRow.Of(engine.Browser) : [],
            reach.SeesProviders ? UsageRow.Of(engine.Browser) : [],
            arguments.Notes);
    }

    private async Task<CallToolResult> ClearAsync(IDictionary<string, JsonElement>? given, CallContext call, CancellationToken cancellationToken)
    {
        var arguments = new ToolArguments(given, "path", "confirm");
        RefuseWhenReadOnly();
        var root = Root(arguments, reach.Holds);
        reach.BeforeClear?.Invoke(root, arguments.Handle("confirm"));
        return ToolResults.Cleared(await engine.Browser.ForgetAsync(root, erase: false, call, cancellationToken), root, arguments.Notes);
    }

    private List<string> Roots(ToolArguments arguments)
    {
        var named = arguments.Paths();
        return named.Count == 0 ? [reach.Reads.ForClient(null)] : [.. named.Select(reach.Reads.ForClient).Distinct()];
    }

    private static string Root(ToolArguments arguments, RootChoice roots) => arguments.Paths() switch
    {
        [] => roots.ForClient(null),
        [var one] => roots.ForClient(one),
        _ => throw new CtxbException(ErrorCodes.ArgumentInvalid, "Several folders are named where one is meant.", "Call the tool once for each path."),
    };

    private static int Limit(ToolArguments arguments) => arguments.Number("limit", ToolArguments.UsualHits, 1, ToolArguments.MostHits);

    private static int MaxTokens(ToolArguments arguments) =>
        arguments.Number("max_tokens", ToolArguments.UsualTokens, ToolArguments.LeastTokens, ToolArguments.MostTokens);

    /// <summary>What a client calls a tool may be anything; only our own names go into the log.</summary>
    private static string KnownName(string name) => ToolCatalogue.Tools.FirstOrDefault(tool => tool.Name == name)?.Name ?? "unknown";

    private static string Below(string file) => RelativePath.TryParse(file, out var path, OperatingSystem.IsWindows()) && !path.IsRoot
        ? path.Value
        : throw new CtxbException(ErrorCodes.PathInvalid, "The file is not written as a path below the folder.", "Give it as a hit names it, such as src/app.cs.");

    private void RefuseWhenReadOnly()
    {
        if (engine.Configuration.ReadOnly)
        {
            throw OnlyReads();
        }
    }

    /// <summary>What a client is told who would change the index of a server that only reads.</summary>
    public static CtxbException OnlyReads() => new(ErrorCodes.IndexReadOnly, "This server only reads.", $"Use {ToolNames.Search}; the index is kept by another process.");

    [LoggerMessage(Level = LogLevel.Information, EventName = "tool.call", Message = "{Tool} ended: {Code}, {Milliseconds} ms, correlation id {CorrelationId}")]
    private static partial void CallEnded(ILogger log, string tool, string correlationId, string? code, long milliseconds);

    [LoggerMessage(Level = LogLevel.Error, EventName = "tool.bug", Message = "{Tool} failed, correlation id {CorrelationId}")]
    private static partial void CallFailed(ILogger log, string tool, string correlationId, Exception bug);
}
