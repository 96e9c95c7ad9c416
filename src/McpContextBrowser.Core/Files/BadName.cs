using System.Buffers;
using System.Text;

namespace McpContextBrowser.Core.Files;

/// <summary>How a file name that is not UTF-8 is shown.</summary>
internal static class BadName
{
    /// <summary>Valid text stays, each bad byte and each backslash becomes the marker and two hexadecimal digits.</summary>
    /// <returns>Different names give different texts under the same marker.</returns>
    public static string Escape(ReadOnlySpan<byte> name, string marker)
    {
        var text = new StringBuilder(name.Length + 16);
        Span<char> pair = stackalloc char[2];
        while (!name.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(name, out var rune, out var length);
            if (status == OperationStatus.Done && rune.Value != '\\')
            {
                text.Append(pair[..rune.EncodeToUtf16(pair)]);
            }
            else
            {
                foreach (var c in name[..length])
                {
                    text.Append(marker).Append(c.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
                }
            }

            name = name[length..];
        }

        return text.ToString();
    }
}
