namespace McpContextBrowser.Core.Crypto;

/// <summary>After how long keys are changed without being asked.</summary>
public sealed record RotationPolicy
{
    /// <summary>Age at which the master key is due; null never.</summary>
    /// <value>Default null: a key file's rotation concerns all data directories that share it.</value>
    public TimeSpan? MasterAge { get; init; }

    /// <summary>Age at which a collection's data key is due; null never.</summary>
    /// <value>Default 365 days. At least 1 day: re-sealing rewrites the whole collection.</value>
    public TimeSpan? DataAge { get; init; } = TimeSpan.FromDays(365);

    /// <summary>All that is wrong with these values, one sentence each; empty when usable.</summary>
    public IEnumerable<string> Problems()
    {
        if (MasterAge < TimeSpan.FromDays(1))
        {
            yield return $"keys.masterAge is {MasterAge}; use at least 1 day.";
        }

        if (DataAge < TimeSpan.FromDays(1))
        {
            yield return $"keys.dataAge is {DataAge}; use at least 1 day.";
        }
    }

    public bool IsMasterDue(KeyRingStatus status, DateTimeOffset now) => now - status.MasterSince >= MasterAge;

    /// <returns>The collections whose data key has reached its age and is not being replaced already.</returns>
    public IEnumerable<string> DueCollections(KeyRingStatus status, DateTimeOffset now) =>
        status.Collections
            .Where(collection => collection.OldVersions == 0 && now - collection.CurrentSince >= DataAge)
            .Select(collection => collection.Collection);
}
