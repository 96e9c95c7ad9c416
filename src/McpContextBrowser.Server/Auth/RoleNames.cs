namespace McpContextBrowser.Server.Auth;

/// <summary>Roles as people and tokens write them.</summary>
public static class RoleNames
{
    /// <summary>The role that somebody gets for whom none is named.</summary>
    public const string Usual = "viewer";

    /// <summary>Takes the names in any case; never a number, never a list.</summary>
    public static bool TryParse(string? name, out Role role)
    {
        role = Role.Guest;
        return name is { Length: > 0 } && name.All(char.IsAsciiLetter) && Enum.TryParse(name, ignoreCase: true, out role) && Enum.IsDefined(role);
    }
}
