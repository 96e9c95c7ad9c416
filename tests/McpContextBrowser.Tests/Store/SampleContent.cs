using System.Security.Cryptography;
using System.Text;
using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Lexical;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Tests.Store;

/// <summary>Contents of one chunk with four-dimensional vectors, for tests that do not index.</summary>
internal static class SampleContent
{
    public static NewContent Of(LookupName name, string text)
    {
        var terms = new ContentTermsBuilder();
        terms.Begin(text);
        terms.BeginChunk();
        terms.AddBody(text);
        terms.EndChunk();
        var record = new ContentRecord("csharp", [new Chunk(0, text.Length, 1, 1, DefinitionKind.Class, "A", null)], terms.Finish());
        var first = (float)SHA256.HashData(Encoding.UTF8.GetBytes(text))[0] / 255;
        return new(name, record, TextCodec.Compress(text), VectorBlock.From(4, [first, 1, 0, 0]));
    }

    /// <summary>One file of one content.</summary>
    public static StoreBatch Batch(string root, string model, string path, NewContent content) => new()
    {
        Tree = new TreeInfo { Root = root, Complete = true },
        Model = model,
        Contents = [content],
        Changes = [new(Core.Contracts.RelativePath.FromNormalised(path), content.Name, new FileStamp(1, 2, 3, 4), default)],
    };
}
