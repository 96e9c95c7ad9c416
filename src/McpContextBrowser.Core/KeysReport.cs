namespace McpContextBrowser.Core;

/// <summary>What keys there are, told without the master key; never a key.</summary>
/// <param name="Source">Who holds the master key: <c>file</c>, <c>environment</c>, <c>pkcs11</c>, <c>vault</c>; null before first use.</param>
/// <param name="MasterSince">When the ring key was last made and wrapped; null before first use.</param>
/// <param name="Collections">In order of their ids.</param>
public sealed record KeysReport(string? Source, DateTimeOffset? MasterSince, IReadOnlyList<CollectionKeyReport> Collections);

/// <param name="Collection">Id, as the folder of its index is named.</param>
/// <param name="Version">Of the data key for new records.</param>
/// <param name="Since">When that key was made.</param>
/// <param name="OldVersions">Keys that a rotation under way, or cut off, still needs.</param>
public sealed record CollectionKeyReport(string Collection, int Version, DateTimeOffset Since, int OldVersions);
