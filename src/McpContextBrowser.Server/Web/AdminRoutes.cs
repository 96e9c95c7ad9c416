using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Server.Audit;
using McpContextBrowser.Server.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace McpContextBrowser.Server.Web;

/// <summary>Keys and the audit log over HTTP.</summary>
internal sealed class AdminRoutes(ServerFolder folder, TimeProvider time)
{
    private const int DefaultDays = 90;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/keys", OwnKeysAsync).WithMetadata(new RoutePolicy(Operation.OwnKeys));
        routes.MapDelete("/keys/{id}", RevokeOwnAsync).WithMetadata(new RoutePolicy(Operation.OwnKeys));
        routes.MapGet("/admin/keys", AllKeysAsync).WithMetadata(new RoutePolicy(Operation.Administer));
        routes.MapPost("/admin/keys", CreateAsync).WithMetadata(new RoutePolicy(Operation.Administer));
        routes.MapDelete("/admin/keys/{id}", RevokeAsync).WithMetadata(new RoutePolicy(Operation.Administer));
        routes.MapGet("/admin/audit", ExportAsync).WithMetadata(new RoutePolicy(Operation.Audit));
        routes.MapGet("/admin/audit/verify", VerifyAsync).WithMetadata(new RoutePolicy(Operation.Audit));
    }

    private async Task OwnKeysAsync(HttpContext context) =>
        await ListAsync(context, key => key.Owner == Visit.Of(context).Caller!.Name);

    private async Task AllKeysAsync(HttpContext context) => await ListAsync(context, static _ => true);

    private async Task ListAsync(HttpContext context, Func<ApiKey, bool> shown)
    {
        var rows = (await folder.KeyStore.ListAsync(context.RequestAborted)).Where(shown).Select(KeyRow.Of).ToArray();
        await context.Response.WriteAsJsonAsync(rows, HttpJson.Default.KeyRowArray, cancellationToken: context.RequestAborted);
    }

    private async Task RevokeOwnAsync(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        var key = await folder.KeyStore.FindAsync(id, context.RequestAborted);
        await EndAsync(context, key?.Owner == Visit.Of(context).Caller!.Name && await folder.KeyStore.RevokeAsync(id, time.GetUtcNow(), context.RequestAborted));
    }

    private async Task RevokeAsync(HttpContext context) =>
        await EndAsync(context, await folder.KeyStore.RevokeAsync((string)context.Request.RouteValues["id"]!, time.GetUtcNow(), context.RequestAborted));

    private static async Task EndAsync(HttpContext context, bool revoked)
    {
        if (revoked)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await Refusals.WriteAsync(context, StatusCodes.Status404NotFound, "not-found", "There is no such key.");
    }

    private async Task CreateAsync(HttpContext context)
    {
        NewKey? wanted;
        try
        {
            wanted = await context.Request.ReadFromJsonAsync(HttpJson.Default.NewKey, context.RequestAborted);
        }
        catch (Exception unreadable) when (unreadable is System.Text.Json.JsonException or InvalidOperationException)
        {
            wanted = null;
        }

        if (wanted is null || !RoleNames.TryParse(wanted.Role, out var role) || OperationNames.ParseAll(wanted.Scopes ?? []) is not { } scopes)
        {
            await Refusals.WriteAsync(
                context, StatusCodes.Status400BadRequest, ErrorCodes.ArgumentInvalid, "Send JSON with owner, role (guest, viewer, developer, admin), and if wanted collections, scopes and days.");
            return;
        }

        try
        {
            var (key, text) = await folder.Keys.CreateAsync(
                wanted.Owner ?? "", role, wanted.Collections ?? [], wanted.Scopes is null ? null : scopes, TimeSpan.FromDays(wanted.Days ?? DefaultDays), context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status201Created;
            await context.Response.WriteAsJsonAsync(new MadeKey(text, KeyRow.Of(key)), HttpJson.Default.MadeKey, cancellationToken: context.RequestAborted);
        }
        catch (CtxbException problem)
        {
            await Refusals.WriteAsync(context, StatusCodes.Status400BadRequest, problem.Code, $"{problem.Message} {problem.Next}");
        }
    }

    private async Task ExportAsync(HttpContext context)
    {
        context.Response.ContentType = "application/x-ndjson";
        foreach (var line in AuditExport.Lines(folder.Audit, long.TryParse(context.Request.Query["from"], out var from) ? from : 1))
        {
            await context.Response.WriteAsync(line + "\n", context.RequestAborted);
        }
    }

    private async Task VerifyAsync(HttpContext context)
    {
        var (entries, problem) = folder.Chain.Verify(folder.Audit);
        await context.Response.WriteAsJsonAsync(new AuditVerdict(problem is null, entries, problem), HttpJson.Default.AuditVerdict, cancellationToken: context.RequestAborted);
    }
}
