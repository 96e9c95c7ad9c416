namespace McpContextBrowser.Core;

/// <summary>One thing that <see cref="ContextBrowser.ExamineAsync"/> looked at, and what it found.</summary>
/// <param name="Check">What was looked at: folder, space, filesystem, keys, model, store, snapshot, vectors.</param>
/// <param name="Level">How bad it is.</param>
/// <param name="What">What was found, one sentence that names the file.</param>
/// <param name="Next">What to do, one sentence; empty when nothing need be done.</param>
/// <param name="Fixed">True when it was found and mended.</param>
public sealed record Finding(string Check, FindingLevel Level, string What, string Next, bool Fixed = false);
