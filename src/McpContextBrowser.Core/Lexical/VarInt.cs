using System.Numerics;

namespace McpContextBrowser.Core.Lexical;

/// <summary>Unsigned numbers in as few bytes as they need: seven bits a byte, lowest first, the top bit says that more follow.</summary>
internal static class VarInt
{
    /// <summary>Most bytes of one number.</summary>
    public const int Longest = 5;

    /// <summary>Bytes that <see cref="Write"/> needs.</summary>
    public static int Size(uint value) => (38 - BitOperations.LeadingZeroCount(value | 1)) / 7;

    /// <returns>Bytes written, 1 to <see cref="Longest"/>.</returns>
    public static int Write(Span<byte> to, uint value)
    {
        var at = 0;
        while (value >= 0x80)
        {
            to[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        to[at++] = (byte)value;
        return at;
    }

    /// <summary>Reads one number and moves <paramref name="at"/> behind it.</summary>
    /// <exception cref="InvalidDataException">The bytes end inside the number, or it has more than 32 bits.</exception>
    public static uint Read(ReadOnlySpan<byte> from, ref int at)
    {
        if ((uint)at < (uint)from.Length && from[at] < 0x80)
        {
            return from[at++];
        }

        return ReadLong(from, ref at);
    }

    private static uint ReadLong(ReadOnlySpan<byte> from, ref int at)
    {
        var value = 0u;
        for (var shift = 0; shift < 7 * Longest; shift += 7)
        {
            if ((uint)at >= (uint)from.Length)
            {
                throw new InvalidDataException($"A number is cut off at byte {at}.");
            }

            var next = from[at++];
            if (shift == 28 && next > 0x0F)
            {
                break;
            }

            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException($"A number before byte {at} has more than 32 bits.");
    }
}
