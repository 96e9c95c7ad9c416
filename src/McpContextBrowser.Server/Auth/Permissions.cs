namespace McpContextBrowser.Server.Auth;

/// <summary>Who may what. The one table: <c>docs/http.md</c> prints it, and a test compares.</summary>
public static class Permissions
{
    private static readonly Dictionary<Operation, Role?> Least = new()
    {
        [Operation.Health] = Role.Guest,
        [Operation.Search] = Role.Guest,
        [Operation.Status] = Role.Viewer,
        [Operation.Index] = Role.Developer,
        [Operation.Clear] = Role.Developer,
        [Operation.Metrics] = Role.Developer,
        [Operation.OwnKeys] = Role.Viewer,
        [Operation.Administer] = Role.Admin,
        [Operation.RotateKeys] = Role.Admin,
        [Operation.Backup] = Role.Admin,
        [Operation.Erase] = Role.Admin,
        [Operation.Audit] = Role.Admin,
        [Operation.AuditErase] = null,
    };

    /// <summary>False for a role or an operation that this version does not know.</summary>
    public static bool Allows(Role role, Operation operation) =>
        Enum.IsDefined(role) && Least.TryGetValue(operation, out var least) && least is { } lowest && role >= lowest;
}
