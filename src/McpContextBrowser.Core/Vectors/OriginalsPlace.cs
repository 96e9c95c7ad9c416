namespace McpContextBrowser.Core.Vectors;

/// <summary>Where the original vectors of a graph are while it is searched.</summary>
public enum OriginalsPlace
{
    /// <summary>In the snapshot, sealed like the rest of it; a search opens what its best candidates need.</summary>
    Disk = 0,

    /// <summary>In memory, 2 bytes a dimension.</summary>
    Memory = 1,
}
