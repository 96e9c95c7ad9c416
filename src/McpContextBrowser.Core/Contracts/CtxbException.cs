namespace McpContextBrowser.Core.Contracts;

/// <summary>A failure the user can act on. Anything else that escapes is a bug or a broken disk.</summary>
/// <param name="code">One of <see cref="ErrorCodes"/>: stable across versions, the same in logs, metrics and answers.</param>
/// <param name="what">What failed, one sentence that names the file, provider or setting.</param>
/// <param name="next">What to do next, one sentence with the command or the setting.</param>
/// <param name="cause">What was caught, when there was something.</param>
public sealed class CtxbException(string code, string what, string next, Exception? cause = null)
    : Exception(what, cause)
{
    public string Code { get; } = code;

    public string Next { get; } = next;
}
