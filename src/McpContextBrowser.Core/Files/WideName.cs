using System.Text;

namespace McpContextBrowser.Core.Files;

/// <summary>File names of systems whose names are UTF-16.</summary>
internal static class WideName
{
    /// <summary>Encodes as UTF-8; half a surrogate pair becomes three bytes that are not UTF-8, so the name is known as bad and stays distinct.</summary>
    /// <param name="name">As the system has it.</param>
    /// <param name="bytes">Room for three bytes a character.</param>
    /// <returns>Bytes written.</returns>
    public static int Encode(ReadOnlySpan<char> name, Span<byte> bytes)
    {
        var length = 0;
        while (!name.IsEmpty)
        {
            var status = Rune.DecodeFromUtf16(name, out var rune, out var read);
            if (status == System.Buffers.OperationStatus.Done)
            {
                length += rune.EncodeToUtf8(bytes[length..]);
            }
            else
            {
                bytes[length++] = (byte)(0xE0 | (name[0] >> 12));
                bytes[length++] = (byte)(0x80 | ((name[0] >> 6) & 0x3F));
                bytes[length++] = (byte)(0x80 | (name[0] & 0x3F));
            }

            name = name[read..];
        }

        return length;
    }
}
