namespace McpContextBrowser.CrashProbe;

/// <summary>A promise of the store that does not hold.</summary>
internal sealed class ViolationException(string violation) : Exception(violation);
