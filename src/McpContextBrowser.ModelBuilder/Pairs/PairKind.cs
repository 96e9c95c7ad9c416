namespace McpContextBrowser.ModelBuilder.Pairs;

/// <summary>Where a pair was found. The numbers are stored.</summary>
internal enum PairKind : byte
{
    /// <summary>Documentation of a definition → the definition.</summary>
    DocComment = 0,

    /// <summary>A comment inside code → the next lines.</summary>
    InlineComment = 1,

    /// <summary>Name of a function → its body, in which the name is masked.</summary>
    Name = 2,

    /// <summary>Name of a test → its body, likewise.</summary>
    TestName = 3,

    /// <summary>First line of a commit's message → the lines it changed in one file.</summary>
    Commit = 4,

    /// <summary>Documentation of a file → the heads of its definitions.</summary>
    ModuleDoc = 5,

    /// <summary>Text before a block of code in Markdown → the block.</summary>
    Readme = 6,
}
