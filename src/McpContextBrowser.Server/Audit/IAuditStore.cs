namespace McpContextBrowser.Server.Audit;

/// <summary>Keeps the chain of audit entries. Nothing that uses it can delete or change one.</summary>
public interface IAuditStore
{
    /// <summary>The last entry and what is known of the end of the chain; null before the first.</summary>
    AuditHead? ReadHead();

    /// <summary>Adds entries in order, and their head, durably and whole or not at all.</summary>
    /// <exception cref="InvalidOperationException">Another process added to the chain since <paramref name="previous"/>.</exception>
    void Append(IReadOnlyList<AuditEntry> entries, AuditHead? previous, AuditHead head);

    /// <summary>Entries in order of their numbers, from a number on.</summary>
    IEnumerable<AuditEntry> Read(long from);
}
