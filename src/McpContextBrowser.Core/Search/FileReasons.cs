namespace McpContextBrowser.Core.Search;

/// <summary>Why a file stands where it does: <c>score = (Base + boosts) · Penalty</c>.</summary>
public sealed record FileReasons
{
    /// <summary>Words and cosine together, 0 to 1: 1 is the best file of the answer.</summary>
    public required double Base { get; init; }

    /// <summary>Best cosine of the file; null when none of its chunks is among the nearest, or there is no model.</summary>
    public float? Cosine { get; init; }

    public double StemBoost { get; init; }

    public double DirectoryBoost { get; init; }

    public double SymbolBoost { get; init; }

    public double DefinitionBoost { get; init; }

    /// <summary>For a file that the question names by path, in a stack trace for example.</summary>
    public double MentionBoost { get; init; }

    /// <summary>For a file that is related to the best files of the answer: it mentions their names, they mention its, or they share a folder.</summary>
    public double RelatedBoost { get; init; }

    /// <summary>Kinds of path for which the file lost; each costs the factor 0.6.</summary>
    public PathClasses Penalised { get; init; }

    /// <summary>Product of those factors.</summary>
    public double Penalty { get; init; } = 1;
}
