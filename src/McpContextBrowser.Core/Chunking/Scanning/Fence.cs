namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>Strings whose closing mark is agreed on at the opening.</summary>
internal enum Fence : byte
{
    None,

    /// <summary><c>##"…"##</c> (Rust after its prefix, Swift).</summary>
    Hashes,

    /// <summary><c>"tag(…)tag"</c> (C++).</summary>
    Parentheses,

    /// <summary><c>""""…""""</c>, at least three (C#).</summary>
    Quotes,

    /// <summary><c>[==[…]==]</c> (Lua).</summary>
    LongBrackets,
}
