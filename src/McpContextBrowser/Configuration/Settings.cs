using System.Collections.Frozen;

namespace McpContextBrowser.Configuration;

/// <summary>The one list of settings; every source knows exactly these.</summary>
internal static class Settings
{
    public static readonly IReadOnlyList<Setting> All =
    [
        Setting.AbsolutePath("data", "Folder of the index; owner only, never inside an indexed folder.", (c, v) => c with { DataDirectory = v }),
        Setting.AbsolutePath("keyFile", "Owner-only file of the master key; made on first use.", (c, v) => c with { KeyFile = v }),
        Setting.Choice("embedding", "What makes vectors of code and questions.", ["builtin"], (c, v) => c with { Embedding = v }),
        Setting.Choice("store", "What keeps the index.", ["sqlite"], (c, v) => c with { Store = v }),
        Setting.Choice("cache", "What keeps vectors of repeated questions.", ["none"], (c, v) => c with { Cache = v }),
        Setting.Integer("search.limit", "Most hits of an answer when the caller names no number.", 1, 1000, (c, v) => c with { SearchLimit = v }),
        Setting.Integer(
            "serve.patience",
            "Seconds a tool call waits for indexing before it answers from what is there.",
            0,
            3600,
            (c, v) => c with { IndexingPatience = TimeSpan.FromSeconds(v) }),
        Setting.AbsolutePaths("serve.allowedRoots", "Folders a client may name; none given allows every folder of the user.", (c, v) => c with { AllowedRoots = v }),
        Setting.Switch("serve.readOnly", "Keeps clients from indexing and clearing.", (c, v) => c with { ReadOnly = v }),
    ];

    public static readonly FrozenDictionary<string, Setting> ByKey = All.ToFrozenDictionary(setting => setting.Key);
}
