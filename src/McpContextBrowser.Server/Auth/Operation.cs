namespace McpContextBrowser.Server.Auth;

/// <summary>What can be asked of this server. Every route and every tool is exactly one of these.</summary>
public enum Operation
{
    /// <summary>Is the server alive; protocol messages that read nothing.</summary>
    Health,

    /// <summary>Search, similar code, resources of a collection.</summary>
    Search,

    /// <summary>What the index holds of a collection.</summary>
    Status,

    /// <summary>Bring a collection up to date.</summary>
    Index,

    /// <summary>Remove a collection from the index.</summary>
    Clear,

    /// <summary>Read the metrics.</summary>
    Metrics,

    /// <summary>List and revoke the caller's own keys.</summary>
    OwnKeys,

    /// <summary>Keys of others, and what the server is set to.</summary>
    Administer,

    /// <summary>New data keys for the index.</summary>
    RotateKeys,

    /// <summary>Everything that the index holds, of every collection.</summary>
    Backup,

    /// <summary>Remove a collection so that no copy of the data folder opens what was held.</summary>
    Erase,

    /// <summary>Read, export and verify the audit log.</summary>
    Audit,

    /// <summary>Delete audit entries.</summary>
    AuditErase,
}
