namespace McpContextBrowser.Core.Contracts;

/// <summary>
/// The one form in which a place inside an indexed root is named: <c>/</c> between parts, no leading or trailing slash,
/// no empty, <c>.</c> or <c>..</c> part, no NUL. Empty = the root itself. Equality is ordinal, because on most systems two
/// names that differ in case or in Unicode form are two files, and where a system folds them, a walk lists the one spelling
/// that is on disk: names are taken from walks, never made up.
/// </summary>
public readonly record struct RelativePath : IComparable<RelativePath>
{
    private readonly string? _value;

    private RelativePath(string value) => _value = value;

    /// <summary>The normalised text; never null.</summary>
    public string Value => _value ?? "";

    public bool IsRoot => Value.Length == 0;

    /// <summary>The last part; empty for the root.</summary>
    public ReadOnlySpan<char> Name => Value.AsSpan(Value.LastIndexOf('/') + 1);

    /// <summary>All but the last part; the root for a top-level name.</summary>
    public RelativePath Parent => Value.LastIndexOf('/') is var slash && slash < 0 ? default : new(Value[..slash]);

    /// <summary>Reads what a user, client or repository gave.</summary>
    /// <param name="text">Slashes of both kinds are separators when <paramref name="backslashSeparates"/> is set.</param>
    /// <param name="path">The normalised path when the answer is true.</param>
    /// <param name="backslashSeparates">True on Windows; elsewhere a backslash is part of a name.</param>
    /// <returns>False for an absolute path, a drive, a part <c>..</c> or a NUL.</returns>
    public static bool TryParse(string text, out RelativePath path, bool backslashSeparates = false)
    {
        path = default;
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }

        var slashed = backslashSeparates ? text.Replace('\\', '/') : text;
        if (slashed.StartsWith('/') || (backslashSeparates && slashed.Length >= 2 && slashed[1] == ':'))
        {
            return false;
        }

        if (IsNormal(slashed))
        {
            path = new(slashed);
            return true;
        }

        var parts = slashed.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").ToArray();
        if (parts.Contains(".."))
        {
            return false;
        }

        path = new(string.Join('/', parts));
        return true;
    }

    /// <summary>Takes text that is known to be normal, as the walker and the store have it.</summary>
    /// <exception cref="ArgumentException">It is not normal.</exception>
    public static RelativePath FromNormalised(string text) =>
        IsNormal(text) ? new(text) : throw new ArgumentException($"'{text}' is not a normalised relative path.", nameof(text));

    /// <summary>This path with one more name behind it.</summary>
    /// <param name="name">One part: not empty, no slash.</param>
    public RelativePath Append(ReadOnlySpan<char> name) => new(IsRoot ? name.ToString() : string.Concat(Value, "/", name));

    /// <summary>True when this path is <paramref name="folder"/> or lies below it (part by part, never by prefix of a name).</summary>
    public bool IsWithin(RelativePath folder) =>
        folder.IsRoot
        || (Value.StartsWith(folder.Value, StringComparison.Ordinal)
            && (Value.Length == folder.Value.Length || Value[folder.Value.Length] == '/'));

    /// <summary>The path on this machine's file system below <paramref name="root"/>.</summary>
    public string UnderRoot(string root) =>
        IsRoot ? root : Path.Join(root, Path.DirectorySeparatorChar == '/' ? Value : Value.Replace('/', Path.DirectorySeparatorChar));

    public int CompareTo(RelativePath other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;

    private static bool IsNormal(string text)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] != '/')
            {
                if (text[i] == '\0')
                {
                    return false;
                }

                continue;
            }

            var part = text.AsSpan(start, i - start);
            if ((part.IsEmpty && text.Length > 0) || part is "." or "..")
            {
                return false;
            }

            start = i + 1;
        }

        return true;
    }

    public static bool operator <(RelativePath left, RelativePath right) => left.CompareTo(right) < 0;

    public static bool operator >(RelativePath left, RelativePath right) => left.CompareTo(right) > 0;

    public static bool operator <=(RelativePath left, RelativePath right) => left.CompareTo(right) <= 0;

    public static bool operator >=(RelativePath left, RelativePath right) => left.CompareTo(right) >= 0;
}
