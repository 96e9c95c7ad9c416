using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using McpContextBrowser.Answers;
using McpContextBrowser.Configuration;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Search.Packing;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpContextBrowser.Mcp;

/// <summary>Resources: lines of a file, its outline, the status; and the completion of their paths and folders.</summary>
internal sealed class ResourceCalls(ToolEngine engine, ClientReach reach)
{
    public const string StatusUri = "ctxb://status";

    private const int MostValues = 100; // the protocol's limit
    private const string FileTemplate = "ctxb://file/{+path}{?lines,root}";
    private const string OutlineTemplate = "ctxb://outline/{+path}{?root}";

    public static ListResourcesResult List { get; } = new()
    {
        Resources = [new Resource { Uri = StatusUri, Name = "status", Title = "Indexing status", MimeType = "text/plain" }],
    };

    public static ListResourceTemplatesResult Templates { get; } = new()
    {
        ResourceTemplates =
        [
            new ResourceTemplate { UriTemplate = FileTemplate, Name = "file", Title = "Lines of a file", Description = "lines=10-40; all without", MimeType = "text/plain" },
            new ResourceTemplate { UriTemplate = OutlineTemplate, Name = "outline", Title = "What a file defines, and the files it is related to", MimeType = "text/plain" },
        ],
    };

    /// <summary>Reads a resource.</summary>
    /// <exception cref="McpProtocolException">There is none at that address, or it may not be read.</exception>
    public async ValueTask<ReadResourceResult> ReadAsync(RequestContext<ReadResourceRequestParams> request, CancellationToken cancellationToken)
    {
        var call = CallOf(request.Params.Meta);
        var address = ResourceUri.Parse(request.Params.Uri) ?? throw Missing("There is no resource of that address; resources/templates/list names the forms.");
        try
        {
            var text = address.Kind == ResourceUri.Status ? await StatusAsync(call, cancellationToken) : await FileAsync(address, call, cancellationToken);
            return new() { Contents = [new TextResourceContents { Uri = request.Params.Uri, MimeType = "text/plain", Text = text }] };
        }
        catch (CtxbException problem)
        {
            throw Missing(problem);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Missing(engine.Late());
        }
    }

    /// <summary>Completes the variables of the templates.</summary>
    public async ValueTask<CompleteResult> CompleteAsync(RequestContext<CompleteRequestParams> request, CancellationToken cancellationToken)
    {
        var call = CallOf(request.Params.Meta);
        var values = new List<string>();
        if (request.Params.Ref is ResourceTemplateReference { Uri: FileTemplate or OutlineTemplate })
        {
            var (name, written) = (request.Params.Argument.Name, request.Params.Argument.Value);
            try
            {
                values.AddRange(name switch
                {
                    "path" => await engine.Browser.PathsAsync(
                        reach.Reads.ForClient(request.Params.Context?.Arguments?.TryGetValue("root", out var root) == true ? root : null), written, MostValues + 1,
                        call, cancellationToken),
                    "root" => (await TreesAsync(reach.Reads, call, cancellationToken)).Select(tree => tree.Root).Where(folder => folder.StartsWith(written, StringComparison.Ordinal)),
                    _ => [],
                });
            }
            catch (CtxbException)
            {
                // a folder that may not be read, or is none, has nothing to offer
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // nor has one that takes too long
            }
        }

        return new() { Completion = new() { Values = [.. values.Take(MostValues)], HasMore = values.Count > MostValues } };
    }

    private async Task<string> StatusAsync(CallContext call, CancellationToken cancellationToken) =>
        ((TextContentBlock)ToolResults.Status(await TreesAsync(reach.Holds, call, cancellationToken), reach.SeesProviders ? ProviderRow.Of(engine.Browser) : [], reach.SeesProviders ? UsageRow.Of(engine.Browser) : [], []).Content[0]).Text;

    private async Task<IReadOnlyList<TreeStatus>> TreesAsync(RootChoice open, CallContext call, CancellationToken cancellationToken) =>
        [.. (await engine.Browser.StatusAsync(null, false, call, cancellationToken)).Where(tree => open.MayBeRead(tree.Root))];

    private async Task<string> FileAsync(ResourceUri address, CallContext call, CancellationToken cancellationToken)
    {
        var root = reach.Reads.ForClient(address.Root);
        if (address.Kind == ResourceUri.Outline)
        {
            return Within(Text(await engine.Browser.OutlineAsync(root, address.Path, engine.Patience, call, cancellationToken)));
        }

        var file = await engine.Browser.ReadAsync(root, address.Path, engine.Patience, call, cancellationToken);
        return Within(address.Lines is { } lines ? file.Lines(lines) : file.Text);
    }

    private static string Text(FileOutline outline)
    {
        var text = new StringBuilder();
        foreach (var piece in outline.Pieces)
        {
            text.Append(CultureInfo.InvariantCulture, $"{piece.Lines.Start}-{piece.Lines.End} {piece.Kind} {piece.Symbol}\n");
        }

        Append("Its names are mentioned, by text alone, in:", outline.MentionedBy);
        Append("It mentions, by text alone, names defined in:", outline.Mentions);
        return text.ToString();

        void Append(string heading, IReadOnlyList<string> paths)
        {
            if (paths.Count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n{heading}\n{string.Join('\n', paths.Select(PathText.OneLine))}\n");
            }
        }
    }

    /// <summary>As much of a text as clients accept, whole lines.</summary>
    private static string Within(string text)
    {
        while (TokenCounter.Count(text) > ToolArguments.MostTokens)
        {
            var half = text.LastIndexOf('\n', text.Length / 2);
            text = half < 0 ? text[..(text.Length / 2)] : text[..(half + 1)];
        }

        return text;
    }

    private CallContext CallOf(JsonObject? meta) => reach.CallOf(meta) with { Deadline = engine.Deadline };

    private static McpProtocolException Missing(CtxbException problem) => Missing($"{problem.Message} {problem.Next} ({problem.Code})");

    private static McpProtocolException Missing(string text) => new(text, McpErrorCode.InvalidParams);
}
