using System.Text;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Server.Audit;
using McpContextBrowser.Server.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace McpContextBrowser.Server.Web;

/// <summary>Keys and the audit log over HTTP.</summary>
internal sealed class AdminRoutes(ApiKeys keys, IApiKeyStore store, IAuditStore audit, AuditChain chain, TimeProvider time)
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
        var rows = (await store.ListAsync(context.RequestAborted)).Where(shown).Select(KeyRow.Of).ToArray();
        await context.Response.WriteAsJsonAsync(rows, HttpJson.Default.KeyRowArray, cancellationToken: context.RequestAborted);
    }

    private async Task RevokeOwnAsync(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        var key = await store.FindAsync(id, context.RequestAborted);
        await EndAsync(context, key?.Owner == Visit.Of(context).Caller!.Name && await store.RevokeAsync(id, time.GetUtcNow(), context.RequestAborted));
    }

    private async Task RevokeAsync(HttpContext context) =>
        await EndAsync(context, await store.RevokeAsync((string)context.Request.RouteValues["id"]!, time.GetUtcNow(), context.RequestAborted));

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

        if (wanted is null || !RoleNames.TryParse(wanted.Role, out var role) || ScopesOf(wanted.Scopes) is not { } scopes)
        {
            await Refusals.WriteAsync(
                context, StatusCodes.Status400BadRequest, ErrorCodes.ArgumentInvalid, "Send JSON with owner, role (guest, viewer, developer, admin), and if wanted collections, scopes and days.");
            return;
        }

        try
        {
            var (key, text) = await keys.CreateAsync(
                wanted.Owner ?? "", role, wanted.Collections ?? [], wanted.Scopes is null ? null : scopes, TimeSpan.FromDays(wanted.Days ?? DefaultDays), context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status201Created;
            await context.Response.WriteAsJsonAsync(new MadeKey(text, KeyRow.Of(key)), HttpJson.Default.MadeKey, cancellationToken: context.RequestAborted);
        }
        catch (CtxbException problem)
        {
            await Refusals.WriteAsync(context, StatusCodes.Status400BadRequest, problem.Code, $"{problem.Message} {problem.Next}");
        }
    }

    private static HashSet<Operation>? ScopesOf(string[]? names)
    {
        var scopes = new HashSet<Operation>();
        foreach (var name in names ?? [])
        {
            if (!Enum.TryParse<Operation>(name, ignoreCase: true, out var scope) || char.IsAsciiDigit(name[0]))
            {
                return null;
            }

            scopes.Add(scope);
        }

        return scopes;
    }

    /// <summary>One entry a line, its number and HMAC beside it, and the signed end: enough to compare with a copy kept elsewhere.</summary>
    private async Task ExportAsync(HttpContext context)
    {
        context.Response.ContentType = "application/x-ndjson";
        foreach (var entry in audit.Read(long.TryParse(context.Request.Query["from"], out var from) ? from : 1))
        {
            await context.Response.WriteAsync(
                $"{{\"number\":{entry.Number},\"record\":{Encoding.UTF8.GetString(entry.Json)},\"mac\":\"{Convert.ToHexStringLower(entry.Mac)}\"}}\n", context.RequestAborted);
        }

        if (audit.ReadHead() is { } head)
        {
            await context.Response.WriteAsync($"{{\"head\":{head.Number},\"mac\":\"{Convert.ToHexStringLower(head.Mac)}\",\"signature\":\"{Convert.ToHexStringLower(head.Signature)}\"}}\n", context.RequestAborted);
        }
    }

    private async Task VerifyAsync(HttpContext context)
    {
        // The end first: entries that come while the chain is walked lie behind it.
        var head = audit.ReadHead();
        var problem = chain.Verify(audit.Read(1).TakeWhile(entry => head is null || entry.Number <= head.Number), head);
        await context.Response.WriteAsJsonAsync(new AuditVerdict(problem is null, head?.Number ?? 0, problem), HttpJson.Default.AuditVerdict, cancellationToken: context.RequestAborted);
    }
}
