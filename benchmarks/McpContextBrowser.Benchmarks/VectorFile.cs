using System.Runtime.InteropServices;

namespace McpContextBrowser.Benchmarks;

/// <summary>A .fvecs or .ivecs file: rows of an int32 length and that many numbers of 4 bytes.</summary>
/// <param name="Rows">Numbers, row after row.</param>
/// <param name="Width">Numbers in a row.</param>
internal sealed record VectorFile<T>(T[][] Rows, int Width)
    where T : unmanaged
{
    public static VectorFile<T> Read(string path, int mostRows = int.MaxValue)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        var lengthBytes = new byte[4];
        stream.ReadExactly(lengthBytes);
        var width = BitConverter.ToInt32(lengthBytes);
        var rows = new T[Math.Min(mostRows, stream.Length / (4 + (4L * width)))][];
        for (var i = 0; i < rows.Length; i++)
        {
            if (i > 0)
            {
                stream.ReadExactly(lengthBytes);
            }

            if (BitConverter.ToInt32(lengthBytes) != width)
            {
                throw new InvalidDataException($"{path}: row {i} has another length than the first.");
            }

            rows[i] = new T[width];
            stream.ReadExactly(MemoryMarshal.AsBytes(rows[i].AsSpan()));
        }

        return new VectorFile<T>(rows, width);
    }
}
