namespace McpContextBrowser.Core;

/// <summary>A piece of a file that defines something.</summary>
/// <param name="Lines">Where it is.</param>
/// <param name="Kind">Such as <c>class</c> or <c>method</c>.</param>
/// <param name="Symbol">The name it defines first.</param>
public sealed record OutlineEntry(LineSpan Lines, string Kind, string Symbol);
