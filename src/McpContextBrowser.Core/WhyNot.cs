namespace McpContextBrowser.Core;

/// <summary>Why a place is not, or not higher, in the answer to a question.</summary>
public sealed record WhyNot
{
    public required string Path { get; init; }

    /// <summary>The path, or the folder above it, that is not indexed, with the rule that decided; null when the file is searched.</summary>
    public SkippedPath? Skipped { get; init; }

    /// <summary>False when the tree has no such file at all.</summary>
    public bool Exists { get; init; } = true;

    /// <summary>1 is the best file; null when the file has nothing that the question asks for.</summary>
    public int? Rank { get; init; }

    /// <summary>Files that were ranked.</summary>
    public int Ranked { get; init; }

    public double Score { get; init; }

    /// <summary>What the score is made of, one line a signal.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>The piece around the line that was named, and its place among the pieces of its file; null without a line.</summary>
    public (LineSpan Lines, int Rank, int Of)? Piece { get; init; }

    /// <summary>The best file of the answer, to compare with; null when there is none.</summary>
    public string? BestPath { get; init; }

    public double BestScore { get; init; }

    public IReadOnlyList<string> BestReasons { get; init; } = [];

    /// <summary>Names of the question that occur nowhere.</summary>
    public IReadOnlyList<AbsentName> Absent { get; init; } = [];
}
