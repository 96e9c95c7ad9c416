using System.Text.RegularExpressions;

namespace McpContextBrowser.Core.Files.Secrets;

/// <summary>
/// Private keys in documents of their own: armoured (<see cref="PemBlocks"/>), JSON Web Keys (RFC 7517, RFC 7518 §6), and RSA keys as
/// XML (W3C XML Signature, .NET's <c>RSA.ToXmlString</c>).
/// </summary>
internal ref partial struct KeyDocuments(string text)
{
    private const int Widest = 8000; // characters of a key of 8192 bits
    private const string XmlStart = "<RSAKeyValue>";
    private const string PuttyStart = "PuTTY-User-Key-File";

    private int _readUntil;

    /// <summary>Looks for a document whose first line holds the word <c>key</c>.</summary>
    /// <param name="at">Where the word begins.</param>
    public bool TryReadAround(int at, out SecretSpan span)
    {
        span = default;
        if (at >= 11 && string.CompareOrdinal(text, at - 11, PuttyStart, 0, PuttyStart.Length) == 0)
        {
            return PemBlocks.TryReadPutty(text, at - 11, out span);
        }

        if (at >= 4 && string.CompareOrdinal(text, at - 4, XmlStart, 0, XmlStart.Length) == 0)
        {
            var xml = text.AsSpan(at, Math.Min(Widest, text.Length - at));
            var close = xml.IndexOf("</RSAKeyValue>", StringComparison.Ordinal);
            return TryReadParts(at, close < 0 ? xml.Length : close, XmlParts(), "rsa-key-xml", out span);
        }

        var line = text.AsSpan(0, at)[Math.Max(0, at - PemBlocks.LongestLabel)..];
        var begin = line.LastIndexOf("---- BEGIN", StringComparison.Ordinal) is var spaced and >= 0 ? spaced : line.LastIndexOf("-----BEGIN", StringComparison.Ordinal);
        return begin >= 0 && PemBlocks.TryRead(text, at - line.Length + begin, out span);
    }

    /// <param name="at">Where <c>kty"</c> begins.</param>
    public bool TryReadJson(int at, out SecretSpan span)
    {
        var from = Math.Max(0, text.LastIndexOf('{', at, Math.Min(at + 1, Widest)));
        var rest = text.AsSpan(at, Math.Min(Widest, text.Length - at));
        var close = rest.IndexOf('}');
        return TryReadParts(from, at - from + (close < 0 ? rest.Length : close), JsonParts(), "private-jwk", out span);
    }

    // From the first secret part to the last: what lies between belongs to the key.
    private bool TryReadParts(int start, int length, Regex parts, string rule, out SecretSpan span)
    {
        span = default;
        if (start < _readUntil)
        {
            return false; // a hostile text may begin many documents and end none
        }

        _readUntil = start + length;
        foreach (Match match in parts.Matches(text.Substring(start, length)))
        {
            var part = match.Groups["s"];
            span = new(span.End == 0 ? start + part.Index : span.Start, start + part.Index + part.Length, rule, Precise: true);
        }

        return span.End > 0;
    }

    [GeneratedRegex("""\\?"(d|p|q|dp|dq|qi|k)\\?"\s*:\s*\\?"(?<s>[A-Za-z0-9_=+/-]{20,})""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex JsonParts();

    [GeneratedRegex("""<(?<tag>D|P|Q|DP|DQ|InverseQ)>(?<s>[A-Za-z0-9+/=\s]{16,})</\k<tag>>""", RegexOptions.CultureInvariant)]
    private static partial Regex XmlParts();
}
