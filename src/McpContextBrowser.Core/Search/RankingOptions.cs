using System.Numerics;

namespace McpContextBrowser.Core.Search;

/// <summary>
/// The constants of ranking; docs/ranking.md says what each is worth. None is critical: each times a random factor between
/// 1/1.4 and 1.4 moves NDCG@10 by less than 0.01, so they are no settings and no user needs to know them.
/// </summary>
public sealed record RankingOptions
{
    public static RankingOptions Default { get; } = new();

    /// <summary>Blank-separated words above which a query is long text.</summary>
    public int LongQueryWords { get; init; } = 25;

    /// <summary>A query term that occurs tf times weighs 1 + this · ln tf.</summary>
    public double QueryFrequencyWeight { get; init; } = 0.5;

    /// <summary>Factor on the weight of a word of talk in long text; see <see cref="TalkWords"/>.</summary>
    public double TalkWordWeight { get; init; } = 0.6;

    /// <summary>BM25's k1, in chunk and file scores.</summary>
    public double Saturation { get; init; } = 1.2;

    /// <summary>BM25's b for chunks.</summary>
    public double ChunkLengthWeight { get; init; } = 0.5;

    /// <summary>BM25's b for whole files.</summary>
    public double FileLengthWeight { get; init; } = 0.75;

    /// <summary>A word in a comment counts as this many in code.</summary>
    public double CommentWeight { get; init; } = 0.5;

    /// <summary>A word in a defined name counts as this many more, whatever the chunk's length.</summary>
    public double SymbolWeight { get; init; } = 3;

    /// <summary>A word in the file's stem counts as this many in each chunk that has the word.</summary>
    public double StemFieldWeight { get; init; } = 4;

    /// <summary>A word in the directories counts as this many in each chunk that has the word.</summary>
    public double DirectoryFieldWeight { get; init; } = 1;

    /// <summary>Share of the whole-file score in the base; the best chunk has 1.</summary>
    public double FileShare { get; init; } = 0.3;

    /// <inheritdoc cref="FileShare"/>
    public double LongFileShare { get; init; } = 0.6;

    /// <summary>Share of coherence, the file's second and third best chunk.</summary>
    public double CoherenceShare { get; init; } = 0.5;

    /// <summary>Weight of the second best chunk within coherence; the third has the rest.</summary>
    public double SecondChunkShare { get; init; } = 0.6;

    /// <summary>Share of the cosine in the base.</summary>
    public double VectorShare { get; init; } = 0.4;

    /// <inheritdoc cref="VectorShare"/>
    public double LongVectorShare { get; init; } = 0.2;

    /// <summary>Weight of the path's vector beside the chunk's.</summary>
    public double PathVectorWeight { get; init; } = 0.15;

    /// <summary>Chunks that get a cosine of their own; files without one count as the mean.</summary>
    public int VectorChunks { get; init; } = 100;

    /// <summary>Files over which the mean cosine is estimated.</summary>
    public int VectorSample { get; init; } = 200;

    /// <summary>Largest boost for a stem that the query covers.</summary>
    public double StemBoost { get; init; } = 0.5;

    /// <inheritdoc cref="StemBoost"/>
    public double LongStemBoost { get; init; } = 0.15;

    /// <summary>Part of the stem boost that does not ask how much of the query the stem covers.</summary>
    public double StemBoostFloor { get; init; } = 0.3;

    /// <summary>Most importance a long query's terms have together, for the stem boost.</summary>
    public double LongImportance { get; init; } = 15;

    /// <summary>Largest boost for directories that the query names.</summary>
    public double DirectoryBoost { get; init; } = 0.4;

    /// <summary>Largest boost for a defined name that shares words with the query.</summary>
    public double SoftSymbolBoost { get; init; } = 0.2;

    /// <summary>How much the other words of such a name count against it.</summary>
    public double SoftSymbolRest { get; init; } = 0.7;

    /// <summary>Most information a long query has, for the soft symbol boost.</summary>
    public double LongInformation { get; init; } = 20;

    /// <summary>Weight of the name that a symbol query asks for, in the definition boost.</summary>
    public double SymbolQueryWeight { get; init; } = 1;

    /// <summary>Weight of an identifier inside a sentence, in the definition boost.</summary>
    public double NamedIdentifierWeight { get; init; } = 0.2;

    /// <summary>A name defined n times weighs 1 / (1 + this · ln n).</summary>
    public double DefinitionCountWeight { get; init; } = 0.15;

    /// <summary>Worth of a definition whose case differs from the query's.</summary>
    public double OtherCaseWeight { get; init; } = 0.7;

    /// <summary>Best files from which related files gain.</summary>
    public int RelatedFiles { get; init; } = 10;

    /// <summary>How fast a file's say falls with its distance from the best score: e to the power of −this · distance.</summary>
    public double RelatedFalloff { get; init; } = 8;

    /// <summary>Largest gain of a file that mentions names which the best files define.</summary>
    public double MentionShare { get; init; } = 0.15;

    /// <summary>Largest gain of a file that defines names which the best files mention.</summary>
    public double MentionedShare { get; init; } = 0.05;

    /// <summary>Largest gain of a file in a folder with the best files.</summary>
    public double FolderShare { get; init; } = 0.1;

    /// <summary>Weight of mentions at which about two thirds (1 − 1/e) of the gain is reached; a type that one file in a thousand mentions weighs 7.</summary>
    public double MentionSaturation { get; init; } = 8;

    /// <summary>Files that define a name, above which its mentions say nothing.</summary>
    public int MostDefiners { get; init; } = 4;

    /// <summary>Files that mention a name, above which that says nothing.</summary>
    public int MostMentions { get; init; } = 200;

    /// <summary>Factor for each class of path that the query does not name, documentation aside.</summary>
    public double PathPenalty { get; init; } = 0.6;

    /// <summary>The same for documentation and configuration: prose holds more of a question's words than the code that answers it.</summary>
    public double DocumentPenalty { get; init; } = 0.5;

    /// <summary>Choice of the shown chunk: worth of a defined name in it that shares words with the query.</summary>
    public double ChoiceSymbolWeight { get; init; } = 0.5;

    /// <summary>Choice of the shown chunk: worth of its cosine.</summary>
    public double ChoiceVectorWeight { get; init; } = 0.4;

    /// <summary>The same of long text, whose many words a long name shares by chance.</summary>
    public double LongChoiceSymbolWeight { get; init; } = 0.25;

    /// <inheritdoc cref="ChoiceVectorWeight"/>
    public double LongChoiceVectorWeight { get; init; } = 0.5;

    /// <summary>Choice of the shown chunk: worth of a line that the query names with the file; the file may have changed since, so words can outweigh it.</summary>
    public double ChoiceLineWeight { get; init; } = 0.8;

    /// <summary>Choice of the shown chunk: what the head of a file (imports, licence) loses.</summary>
    public double ChoiceHeadPenalty { get; init; } = 0.1;

    /// <summary>Files that are ranked with all signals: the best by base, and those that define a name of the query.</summary>
    public int Candidates { get; init; } = 50;

    /// <summary>Factor of a path, 1 for one that is in no class.</summary>
    /// <param name="penalised">Its classes without those that the query names.</param>
    internal double Penalty(PathClasses penalised) =>
        penalised == PathClasses.None ? 1
            : Math.Pow(PathPenalty, BitOperations.PopCount((uint)(penalised & ~PathClasses.Document)))
                * ((penalised & PathClasses.Document) != 0 ? DocumentPenalty : 1);
}
