namespace McpContextBrowser.Core.Crypto;

/// <summary>What can be said of a key ring without its master key.</summary>
/// <param name="Source">Kind of the source that holds the master key; null before first use.</param>
/// <param name="MasterSince">When the ring was last wrapped anew; null before first use.</param>
/// <param name="Collections">In order of their ids.</param>
public sealed record KeyRingStatus(string? Source, DateTimeOffset? MasterSince, IReadOnlyList<CollectionKeyStatus> Collections);

/// <param name="Collection">The collection's id.</param>
/// <param name="CurrentVersion">Version of the data key for new records.</param>
/// <param name="CurrentSince">When that key was made.</param>
/// <param name="OldVersions">Keys that are kept because something may still be sealed under them.</param>
public sealed record CollectionKeyStatus(string Collection, int CurrentVersion, DateTimeOffset CurrentSince, int OldVersions);
