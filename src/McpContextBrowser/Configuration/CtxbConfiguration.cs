using McpContextBrowser.Core;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Providers;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Configuration;

/// <summary>Everything that was decided before the first call; it never changes afterwards.</summary>
internal sealed record CtxbConfiguration
{
    /// <summary>Folder of the index, absolute.</summary>
    public string DataDirectory { get; init; } = "";

    /// <summary>Owner-only file of the master key, absolute; made on first use.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>Who holds the master key.</summary>
    public MasterKeyOptions MasterKeys { get; init; } = new();

    /// <summary>The master key itself, from <c>CTXB_MASTER_KEY</c>: 64 hexadecimal digits or 44 of base64. Null takes <see cref="KeyFile"/>. Never printed.</summary>
    public string? MasterKey { get; init; }

    /// <summary>Whether the index is sealed.</summary>
    public bool Sealed { get; init; } = true;

    /// <summary>When keys are changed without being asked.</summary>
    public RotationPolicy Rotation { get; init; } = new();

    /// <summary>Folders in which secrets are not looked for, absolute.</summary>
    public IReadOnlyList<string> UnscannedFolders { get; init; } = [];

    /// <summary>How long folders are kept that nobody indexes or searches; null for ever.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>The same for single folders, absolute: null keeps that one for ever.</summary>
    public IReadOnlyDictionary<string, TimeSpan?> RetentionOf { get; init; } = new Dictionary<string, TimeSpan?>();

    /// <summary>How long files of the log are kept; null as long as their number and size allow.</summary>
    public TimeSpan? LogRetention { get; init; }

    /// <summary>Name of the collection that all folders share; null takes that of each folder's repository.</summary>
    public string? Collection { get; init; }

    /// <summary>What makes vectors of code and questions, and how it may be asked. Keys are not in it: see <see cref="ProviderEnvironment"/>.</summary>
    public EmbeddingOptions Embedding { get; init; } = new();

    /// <summary>What keeps the index, by name.</summary>
    public string Store { get; init; } = "sqlite";

    /// <summary>What keeps vectors of repeated questions, by name.</summary>
    public string Cache { get; init; } = "none";

    /// <summary>Most hits of an answer when the caller names no number.</summary>
    /// <value>Default 10. Range 1 to 1,000.</value>
    public int SearchLimit { get; init; } = 10;

    /// <summary>How long a tool call waits for indexing before it answers from what is there.</summary>
    /// <value>Seconds. Default 5. Range 0 to 3,600.</value>
    public int IndexingPatienceSeconds { get; init; } = 5;

    /// <summary>After which a question of a client is given up; what it asked to index is not bounded.</summary>
    /// <value>Default 2 minutes. Range 1 second to 1 hour.</value>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Folders a client of <c>serve</c> may name, absolute; empty allows every folder of the user.</summary>
    public IReadOnlyList<string> AllowedRoots { get; init; } = [];

    /// <summary>Whether nothing is open where <see cref="AllowedRoots"/> is empty, and what is not open is as if it did not exist: for callers of <c>serve --http</c>.</summary>
    public bool OnlyAllowedRoots { get; init; }

    /// <summary>What <c>serve --http</c> is set to; null when nothing is said of it.</summary>
    public HttpChoice? Http { get; init; }

    /// <summary>Keeps <c>serve</c> from indexing and clearing on request.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>The least that is kept in <c>logs</c> of the data folder.</summary>
    public LogSeverity LogLevel { get; init; } = LogSeverity.Information;

    /// <summary>What a walk takes in.</summary>
    public FilesOptions Files { get; init; } = new();

    /// <summary>How indexing uses the machine.</summary>
    public IndexingOptions Indexing { get; init; } = new();

    public VectorsOptions Vectors { get; init; } = new();

    /// <summary>Where each setting that is not a default came from, by key.</summary>
    public IReadOnlyDictionary<string, string> Origins { get; init; } = new Dictionary<string, string>();

    /// <summary>Sentences for stderr: a variable that looks like a setting and is none.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>All that is out of range, one sentence each, beginning with the key; empty when usable.</summary>
    public IEnumerable<string> Problems()
    {
        if (SearchLimit is < 1 or > 1000)
        {
            yield return $"search.limit is {SearchLimit}; use 1 to 1,000.";
        }

        if (IndexingPatienceSeconds is < 0 or > 3600)
        {
            yield return $"serve.patience is {IndexingPatienceSeconds}; use 0 to 3,600.";
        }

        if (AnswerTimeout < TimeSpan.FromSeconds(1) || AnswerTimeout > TimeSpan.FromHours(1))
        {
            yield return $"serve.timeout is {DurationText.Of(AnswerTimeout)}; use 1s to 1h.";
        }

        if (Retention < ContextBrowser.LeastRetention || RetentionOf.Values.Any(time => time < ContextBrowser.LeastRetention))
        {
            yield return "retention.folders and retention.of take at least 1d, or 0s to keep for ever.";
        }

        if (LogRetention < TimeSpan.FromHours(1))
        {
            yield return $"log.retention is {DurationText.Of(LogRetention.Value)}; use at least 1h, or 0s for no such bound.";
        }

        foreach (var problem in MasterKeys.Problems().Concat(Rotation.Problems()).Concat(Files.Problems()).Concat(Indexing.Problems()).Concat(Vectors.Problems()).Concat(Embedding.Problems()).Concat(Http is null ? [] : HttpSettings.Problems(this)))
        {
            yield return problem;
        }
    }
}
