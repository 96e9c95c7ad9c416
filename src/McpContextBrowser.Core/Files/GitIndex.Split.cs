using System.Buffers.Binary;

namespace McpContextBrowser.Core.Files;

/// <summary>Split indexes: most paths stand in <c>sharedindex.*</c>, the index itself has the changes and a <c>link</c> extension.</summary>
internal sealed partial class GitIndex
{
    private static readonly byte[] LinkName = "link"u8.ToArray();

    /// <summary>Null for an index that is whole.</summary>
    public SplitLink? Link { get; }

    /// <summary>The file beside this one that holds the paths it changes.</summary>
    /// <param name="Deleted">Positions in the shared index that are no longer tracked, ascending.</param>
    internal sealed record SplitLink(string SharedFile, int[] Deleted);

    /// <summary>This index laid over the one it was split from.</summary>
    public GitIndex Over(GitIndex shared)
    {
        // An entry of ours without a path replaces a shared one, which keeps its path.
        var all = new List<(GitIndex From, int At)>();
        for (var (ours, theirs, deleted) = (0, 0, 0); ours < Count || theirs < shared.Count;)
        {
            if (ours < Count && Path(ours).IsEmpty)
            {
                ours++;
            }
            else if (deleted < Link!.Deleted.Length && Link.Deleted[deleted] == theirs)
            {
                theirs++;
                deleted++;
            }
            else if (theirs == shared.Count || (ours < Count && Path(ours).SequenceCompareTo(shared.Path(theirs)) <= 0))
            {
                all.Add((this, ours++));
            }
            else
            {
                all.Add((shared, theirs++));
            }
        }

        var starts = new int[all.Count + 1];
        var paths = new List<byte>(_paths.Length + shared._paths.Length);
        for (var i = 0; i < all.Count; i++)
        {
            paths.AddRange(all[i].From.Path(all[i].At));
            starts[i + 1] = paths.Count;
        }

        return new GitIndex([.. paths], starts);
    }

    /// <summary>Checks that what follows the entries is a row of extensions, and reads the one that matters.</summary>
    private static bool TryReadExtensions(ReadOnlySpan<byte> rest, int hashLength, out SplitLink? link)
    {
        link = null;
        while (!rest.IsEmpty)
        {
            if (rest.Length < 8 || BinaryPrimitives.ReadUInt32BigEndian(rest[4..]) is var size && size > (uint)(rest.Length - 8))
            {
                return false;
            }

            var data = rest.Slice(8, (int)size);
            if (rest.StartsWith(LinkName))
            {
                if (data.Length < hashLength || !TryReadBits(data[hashLength..], out var deleted))
                {
                    return false;
                }

                // A link of zeros, or to nothing, is an index that was never split.
                var hash = Convert.ToHexStringLower(data[..hashLength]);
                link = hash.AsSpan().ContainsAnyExcept('0') ? new("sharedindex." + hash, deleted) : null;
            }

            rest = rest[(8 + (int)size)..];
        }

        return true;
    }

    /// <summary>
    /// Reads the positions of the set bits of an EWAH bitmap: the number of bits, the number of 64-bit words, the words, and a position
    /// that only writers need. A marker word says how many words of one bit follow (bit 0 the bit, 32 bits the number) and how
    /// many literal words after them (31 bits).
    /// </summary>
    private static bool TryReadBits(ReadOnlySpan<byte> data, out int[] set)
    {
        set = [];
        if (data.IsEmpty)
        {
            return true;
        }

        if (data.Length < 12 || BinaryPrimitives.ReadUInt32BigEndian(data[4..]) is var words && words > (uint)(data.Length - 12) / 8)
        {
            return false;
        }

        var bits = BinaryPrimitives.ReadUInt32BigEndian(data);
        if (bits > MaxBytes)
        {
            return false; // more entries than an index that is read can hold
        }

        var found = new List<int>();
        long bit = 0;
        for (var at = 0; at < words; at++)
        {
            var marker = BinaryPrimitives.ReadUInt64BigEndian(data[(8 + (at * 8))..]);
            var run = (long)(marker >> 1 & 0xFFFF_FFFF) * 64;
            if (bit + run > bits + 63L)
            {
                return false;
            }

            for (var i = 0L; (marker & 1) != 0 && i < run && bit + i < bits; i++)
            {
                found.Add((int)(bit + i));
            }

            bit += run;
            for (var literals = marker >> 33; literals > 0; literals--)
            {
                if (++at >= words || bit >= bits)
                {
                    return false;
                }

                var word = BinaryPrimitives.ReadUInt64BigEndian(data[(8 + (at * 8))..]);
                for (; word != 0; word &= word - 1)
                {
                    found.Add((int)bit + System.Numerics.BitOperations.TrailingZeroCount(word));
                }

                bit += 64;
            }
        }

        set = [.. found];
        return true;
    }
}
