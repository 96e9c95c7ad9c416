namespace McpContextBrowser.Server.Auth;

/// <summary>What somebody is to this server; each may all that the one before may.</summary>
public enum Role
{
    /// <summary>Searches the public collections.</summary>
    Guest,

    /// <summary>Searches the collections granted, and reads their status.</summary>
    Viewer,

    /// <summary>Indexes them too, clears what their own jobs brought in, and reads metrics.</summary>
    Developer,

    /// <summary>Everything that anybody may, in every collection.</summary>
    Admin,
}
