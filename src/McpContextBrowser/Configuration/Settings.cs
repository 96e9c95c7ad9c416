using System.Collections.Frozen;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Configuration;

/// <summary>The one list of settings; every source knows exactly these.</summary>
internal static class Settings
{
    public static readonly IReadOnlyList<Setting> All =
    [
        Setting.AbsolutePath("data", "Folder of the index; owner only, never inside an indexed folder.", (c, v) => c with { DataDirectory = v }, c => c.DataDirectory),
        Setting.AbsolutePath("keyFile", "Owner-only file of the master key; made on first use.", (c, v) => c with { KeyFile = v }, c => c.KeyFile) with { MayHoldKey = true },
        .. MasterKeySettings.All,
        Setting.Choice(
            "encryption",
            "Whether the index is sealed; off makes another one that everybody who reads the data folder can read.",
            ["on", "off"], (c, v) => c with { Sealed = v == "on" }, c => c.Sealed ? "on" : "off"),
        Setting.AbsolutePaths(
            "secrets.unscanned", "Folders in which secrets are not looked for; what goes to a provider is looked through all the same.",
            (c, v) => c with { UnscannedFolders = v }, c => c.UnscannedFolders),
        Setting.Age("retention.folders", "Folders that nobody indexes or searches for so long are forgotten.", (c, v) => c with { Retention = v }, c => c.Retention),
        Setting.Ages(
            "retention.of", "The same for single folders: the absolute path of each, a blank, and the time.",
            (c, v) => c with { RetentionOf = v }, c => c.RetentionOf),
        Setting.Text("collection", "Name of the collection that all folders share, wherever they are cloned; none takes that of each repository.", "a name", (c, v) => c with { Collection = v }, c => c.Collection),
        .. EmbeddingSettings.All,
        Setting.Choice("store", "What keeps the index.", ["sqlite"], (c, v) => c with { Store = v }, c => c.Store),
        Setting.Choice("cache", "Shared cache that keeps vectors of repeated questions for several processes; each keeps its own in memory (embedding.cachedQueries).", ["none"], (c, v) => c with { Cache = v }, c => c.Cache),
        Setting.Integer("files.maxFileBytes", "Files above this size in bytes are skipped, 1024 to 67108864; files of code only above 4194304 when that is more.", (c, v) => c with { Files = c.Files with { MaxFileBytes = v } }, c => c.Files.MaxFileBytes) with { RepositoryMay = true },
        Setting.Integer("files.maxDepth", "Folders deeper below the root are skipped.", (c, v) => c with { Files = c.Files with { MaxDepth = v } }, c => c.Files.MaxDepth) with { RepositoryMay = true },
        Setting.Switch("files.includeNodeModules", "Walks into node_modules.", (c, v) => c with { Files = c.Files with { IncludeNodeModules = v } }, c => c.Files.IncludeNodeModules) with { RepositoryMay = true },
        Setting.Switch(
            "files.includeNestedRepositories",
            "Walks into submodules, worktrees and other repositories below the root.",
            (c, v) => c with { Files = c.Files with { IncludeNestedRepositories = v } }, c => c.Files.IncludeNestedRepositories) with
        { RepositoryMay = true },
        Setting.Texts(
            "files.ignorePatterns",
            "Patterns of .gitignore syntax as if in the root; stronger than every ignore file.",
            (c, v) => c with { Files = c.Files with { IgnorePatterns = v } }, c => c.Files.IgnorePatterns) with
        { RepositoryMay = true },
        Setting.Integer("indexing.threads", "Threads that read, chunk and embed.", (c, v) => c with { Indexing = c.Indexing with { Threads = v } }, c => c.Indexing.Threads),
        Setting.Integer(
            "vectors.graphFrom", "Distinct vectors from which `serve` builds a graph in the background.", (c, v) => c with { Vectors = c.Vectors with { GraphFrom = v } }, c => c.Vectors.GraphFrom),
        Setting.Choice(
            "vectors.originals", "Where the vectors that a graph scores its best candidates on are while it is searched: sealed on disk, or in memory (twice as much of it, a little faster).",
            ["disk", "memory"],
            (c, v) => c with { Vectors = c.Vectors with { Originals = Enum.Parse<OriginalsPlace>(v, ignoreCase: true) } },
            c => c.Vectors.Originals == OriginalsPlace.Disk ? "disk" : "memory"),
        Setting.Switch(
            "indexing.watch",
            "Lets serve ask the kernel what was touched since the last search, where the file system tells; false walks before every search.",
            (c, v) => c with { Indexing = c.Indexing with { Watch = v } }, c => c.Indexing.Watch),
        Setting.Duration(
            "indexing.writerPatience", "How long a second writer waits for the first.",
            (c, v) => c with { Indexing = c.Indexing with { WriterPatience = v } }, c => c.Indexing.WriterPatience),
        Setting.Duration(
            "indexing.unusedGrace", "How long contents are kept that no folder uses.",
            (c, v) => c with { Indexing = c.Indexing with { UnusedGrace = v } }, c => c.Indexing.UnusedGrace),
        Setting.Integer(
            "indexing.leaveFree", "MiB that stay free on the disk of the index: indexing stops before it takes them; 0 never stops.",
            (c, v) => c with { Indexing = c.Indexing with { LeaveFreeMebibytes = v } }, c => c.Indexing.LeaveFreeMebibytes),
        Setting.Integer(
            "indexing.maxFiles", "Most files of a collection: of all its indexed folders together.",
            (c, v) => c with { Indexing = c.Indexing with { MaxFiles = v } }, c => c.Indexing.MaxFiles),
        Setting.Integer(
            "indexing.maxMebibytes", "Most MiB that the files of a collection measure.",
            (c, v) => c with { Indexing = c.Indexing with { MaxMebibytes = v } }, c => c.Indexing.MaxMebibytes),
        Setting.Integer(
            "indexing.maxChunks", "Most chunks that the files of a collection are cut into.",
            (c, v) => c with { Indexing = c.Indexing with { MaxChunks = v } }, c => c.Indexing.MaxChunks),
        Setting.Integer(
            "indexing.maxMemory", "MiB that the files of an indexing run may hold on their way into the index; a larger file goes alone.",
            (c, v) => c with { Indexing = c.Indexing with { MaxMemoryMebibytes = v } }, c => c.Indexing.MaxMemoryMebibytes),
        Setting.Integer("search.limit", "Most hits of an answer when the caller names no number.", (c, v) => c with { SearchLimit = v }, c => c.SearchLimit),
        Setting.Integer(
            "serve.patience",
            "Seconds a tool call waits for indexing before it answers from what is there.",
            (c, v) => c with { IndexingPatienceSeconds = v }, c => c.IndexingPatienceSeconds),
        Setting.Duration("serve.timeout", "After which a question of a client is given up; indexing goes on.", (c, v) => c with { AnswerTimeout = v }, c => c.AnswerTimeout),
        Setting.AbsolutePaths("serve.allowedRoots", "Folders a client may name; none given allows every folder of the user.", (c, v) => c with { AllowedRoots = v }, c => c.AllowedRoots),
        Setting.Switch("serve.readOnly", "Keeps clients from indexing and clearing.", (c, v) => c with { ReadOnly = v }, c => c.ReadOnly),
        .. HttpSettings.All,
        Setting.Choice(
            "log.level",
            "The least that is kept in the log; debug also names files and questions.",
            ["debug", "information", "warning", "error", "none"],
            (c, v) => c with { LogLevel = Enum.Parse<LogSeverity>(v, ignoreCase: true) },
            c => c.LogLevel),
        Setting.Age("log.retention", "Files of the log are deleted after so long.", (c, v) => c with { LogRetention = v }, c => c.LogRetention),
    ];

    public static readonly FrozenDictionary<string, Setting> ByKey = All.ToFrozenDictionary(setting => setting.Key);
}
