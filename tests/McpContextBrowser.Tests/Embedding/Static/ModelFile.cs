using System.Text;

namespace McpContextBrowser.Tests.Embedding.Static;

/// <summary>A model file of a few words, made by hand.</summary>
internal static class ModelFile
{
    public const int Dimensions = 3;

    /// <summary>The bytes of a model whose word list is <paramref name="list"/>, with <paramref name="count"/> tokens claimed.</summary>
    public static byte[] Bytes(string list, int count)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("CTXE0001"u8);
        writer.Write(count);
        writer.Write(Dimensions);
        for (var i = 0; i < 3 * count; i++)
        {
            writer.Write(i < 2 * count ? 0.5f : -5f);
        }

        for (var i = 0; i < count * Dimensions; i++)
        {
            writer.Write((sbyte)(i + 1));
        }

        writer.Write(list.Length);
        writer.Write(Encoding.ASCII.GetBytes(list));
        return stream.ToArray();
    }

    /// <summary>Writes a file into the test's own folder.</summary>
    public static string Write(byte[] bytes)
    {
        var path = Path.Join(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.ctxe");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
