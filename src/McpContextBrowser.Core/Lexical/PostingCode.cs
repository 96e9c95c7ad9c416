namespace McpContextBrowser.Core.Lexical;

/// <summary>
/// One posting: the distance to the one before and the counts, in one to three bytes for nearly all.
/// <c>varint(distance·8 + code)</c>; codes 0 to 6 are the commonest counts, code 7 is followed by a byte
/// <c>body·16 + comment·4 + symbol</c>, and where that byte would not do by 0xFF and three varints.
/// </summary>
internal static class PostingCode
{
    /// <summary>Most bytes of one posting.</summary>
    public const int Longest = VarInt.Longest + 1 + 3 * VarInt.Longest;

    /// <summary>Distances are below this.</summary>
    public const int DistanceLimit = 1 << 29;

    private const int Escape = 7;
    private const byte Wide = 0xFF;

    private static readonly TermCounts[] Common =
    [
        new(1, 0, 0), new(2, 0, 0), new(0, 1, 0), new(1, 0, 1), new(3, 0, 0), new(4, 0, 0), new(0, 2, 0),
    ];

    private static readonly byte[] CodeOfPacked = CodesOfPacked();

    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> to, int distance, TermCounts counts)
    {
        var packed = counts is { Body: < 16, Comment: < 4, Symbol: < 4 } ? Pack(counts) : Wide;
        var code = packed == Wide ? Escape : CodeOfPacked[packed];
        var at = VarInt.Write(to, (uint)distance << 3 | (uint)code);
        if (code != Escape)
        {
            return at;
        }

        to[at++] = packed;
        if (packed == Wide)
        {
            at += VarInt.Write(to[at..], (uint)counts.Body);
            at += VarInt.Write(to[at..], (uint)counts.Comment);
            at += VarInt.Write(to[at..], (uint)counts.Symbol);
        }

        return at;
    }

    /// <summary>Reads one posting and moves <paramref name="at"/> behind it.</summary>
    /// <returns>The distance.</returns>
    /// <exception cref="InvalidDataException">The bytes end inside the posting.</exception>
    public static int Read(ReadOnlySpan<byte> from, ref int at, out TermCounts counts)
    {
        var value = VarInt.Read(from, ref at);
        var code = (int)(value & 7);
        if (code != Escape)
        {
            counts = Common[code];
            return (int)(value >> 3);
        }

        if ((uint)at >= (uint)from.Length)
        {
            throw new InvalidDataException("postings: the counts of a posting are cut off.");
        }

        var packed = from[at++];
        counts = packed != Wide
            ? new(packed >> 4, packed >> 2 & 3, packed & 3)
            : new((int)VarInt.Read(from, ref at), (int)VarInt.Read(from, ref at), (int)VarInt.Read(from, ref at));
        return (int)(value >> 3);
    }

    private static byte Pack(TermCounts counts) => (byte)(counts.Body << 4 | counts.Comment << 2 | counts.Symbol);

    private static byte[] CodesOfPacked()
    {
        var codes = new byte[256];
        Array.Fill(codes, (byte)Escape);
        for (var code = 0; code < Common.Length; code++)
        {
            codes[Pack(Common[code])] = (byte)code;
        }

        return codes;
    }
}
