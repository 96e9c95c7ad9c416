namespace McpContextBrowser.Core.Indexing;

/// <summary>How indexing uses the machine.</summary>
public sealed record IndexingOptions
{
    /// <summary>Threads that read, chunk and embed.</summary>
    /// <value>Default: one a core. Range 1 to 256.</value>
    public int Threads { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 256);

    /// <summary>How long a second writer waits for the first before it gives up.</summary>
    /// <value>Default one minute. Range 0 to 1 day.</value>
    public TimeSpan WriterPatience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Changed files up to which a search derives them itself instead of waiting for an indexing run.</summary>
    /// <value>Default 200. Range 0 to 10,000.</value>
    public int OverlayFiles { get; init; } = 200;

    /// <summary>
    /// Lets a process that searches a tree more than once ask the kernel what was touched in between, where the file system
    /// reports that; false walks the tree before every search.
    /// </summary>
    public bool Watch { get; init; } = true;

    /// <summary>New and changed files that one commit holds at most: a commit costs a sync or two, a kill loses at most one of them.</summary>
    /// <value>Default 1,024. Range 1 to 65,536.</value>
    public int FilesPerCommit { get; init; } = 1024;

    /// <summary>How long a content that no tree uses any more is kept: a branch or a worktree that comes back embeds nothing.</summary>
    /// <value>Default 14 days. Range 0 to 3,650 days.</value>
    public TimeSpan UnusedGrace { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Space that stays free on the disk of the index: indexing stops before it takes more. 0 never stops.</summary>
    /// <value>MiB. Default 256. Range 0 to 1,048,576.</value>
    public int LeaveFreeMebibytes { get; init; } = 256;

    /// <summary>Files that the trees of one collection hold together at most.</summary>
    /// <value>Default 2,000,000. Range 1 to 10,000,000.</value>
    public int MaxFiles { get; init; } = 2_000_000;

    /// <summary>What these files measure together at most.</summary>
    /// <value>MiB. Default 20,480. Range 1 to 1,048,576.</value>
    public int MaxMebibytes { get; init; } = 20_480;

    /// <summary>Chunks that these files are cut into at most: a section of a snapshot holds 2 GiB, so 8 million vectors.</summary>
    /// <value>Default 5,000,000. Range 1 to 8,000,000.</value>
    public int MaxChunks { get; init; } = 5_000_000;

    /// <summary>What the files of one run may hold together between being found and being committed; see <see cref="MemoryBudget"/>.</summary>
    /// <value>MiB. Default 256. Range 8 to 65,536.</value>
    public int MaxMemoryMebibytes { get; init; } = 256;

    /// <summary>All that is wrong with these values, one sentence each; empty when usable.</summary>
    public IEnumerable<string> Problems()
    {
        if (Threads is < 1 or > 256)
        {
            yield return $"indexing.threads is {Threads}; use 1 to 256.";
        }

        if (WriterPatience < TimeSpan.Zero || WriterPatience > TimeSpan.FromDays(1))
        {
            yield return $"indexing.writerPatience is {WriterPatience}; use 0 to 1 day.";
        }

        if (UnusedGrace < TimeSpan.Zero || UnusedGrace > TimeSpan.FromDays(3650))
        {
            yield return $"indexing.unusedGrace is {UnusedGrace}; use 0 to 3650 days.";
        }

        if (OverlayFiles is < 0 or > 10_000)
        {
            yield return $"indexing.overlayFiles is {OverlayFiles}; use 0 to 10,000.";
        }

        if (LeaveFreeMebibytes is < 0 or > 1 << 20)
        {
            yield return $"indexing.leaveFree is {LeaveFreeMebibytes}; use 0 to 1,048,576.";
        }

        if (MaxFiles is < 1 or > 10_000_000)
        {
            yield return $"indexing.maxFiles is {MaxFiles}; use 1 to 10,000,000.";
        }

        if (MaxMebibytes is < 1 or > 1 << 20)
        {
            yield return $"indexing.maxMebibytes is {MaxMebibytes}; use 1 to 1,048,576.";
        }

        if (MaxMemoryMebibytes is < 8 or > 1 << 16)
        {
            yield return $"indexing.maxMemory is {MaxMemoryMebibytes}; use 8 to 65,536.";
        }

        if (MaxChunks is < 1 or > 8_000_000)
        {
            yield return $"indexing.maxChunks is {MaxChunks}; use 1 to 8,000,000.";
        }

        if (FilesPerCommit is < 1 or > 65_536)
        {
            yield return $"indexing.filesPerCommit is {FilesPerCommit}; use 1 to 65,536.";
        }
    }
}
