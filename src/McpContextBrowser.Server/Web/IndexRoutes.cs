using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Server.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace McpContextBrowser.Server.Web;

/// <summary>The index as a whole over HTTP: new keys for it, all that it holds, a folder taken out of it for good.</summary>
internal sealed class IndexRoutes(IIndexKeeper index)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/admin/data-keys", RotateAsync).WithMetadata(new RoutePolicy(Operation.RotateKeys));
        routes.MapGet("/admin/backup", BackupAsync).WithMetadata(new RoutePolicy(Operation.Backup));
        routes.MapDelete("/admin/collections", EraseAsync).WithMetadata(new RoutePolicy(Operation.Erase));
    }

    private async Task RotateAsync(HttpContext context)
    {
        try
        {
            var rotated = new KeysRotated(await index.RotateKeysAsync(CallOf(context), context.RequestAborted));
            await context.Response.WriteAsJsonAsync(rotated, HttpJson.Default.KeysRotated, cancellationToken: context.RequestAborted);
        }
        catch (CtxbException problem)
        {
            await RefuseAsync(context, problem);
        }
    }

    private async Task BackupAsync(HttpContext context)
    {
        var query = context.Request.Query;
        context.Response.ContentType = "application/x-ndjson";
        try
        {
            await foreach (var line in index.BackupAsync(Named(context), query["texts"] == "true", CallOf(context), context.RequestAborted))
            {
                await context.Response.WriteAsync(line + "\n", context.RequestAborted);
            }
        }
        catch (CtxbException problem) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, problem);
        }
    }

    private async Task EraseAsync(HttpContext context)
    {
        if (Named(context) is not { } collection || context.Request.Query["confirm"] != collection)
        {
            await Refusals.WriteAsync(
                context, StatusCodes.Status400BadRequest, ErrorCodes.ConfirmationNeeded, "Name the folder twice, as path and as confirm: what the index holds of it is gone for everybody.");
            return;
        }

        try
        {
            if (await index.EraseAsync(collection, CallOf(context), context.RequestAborted))
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }

            await Refusals.WriteAsync(context, StatusCodes.Status404NotFound, "not-found", "Nothing is held of that folder.");
        }
        catch (CtxbException problem)
        {
            await RefuseAsync(context, problem);
        }
    }

    private static string? Named(HttpContext context) => context.Request.Query["path"] is [{ Length: > 0 } one] ? one : null;

    private static CallContext CallOf(HttpContext context) =>
        new() { CorrelationId = Visit.Of(context).CorrelationId, Caller = $"http:{Visit.Of(context).Caller!.Name}" };

    private static Task RefuseAsync(HttpContext context, CtxbException problem) =>
        Refusals.WriteAsync(context, StatusCodes.Status400BadRequest, problem.Code, $"{problem.Message} {problem.Next}");
}
