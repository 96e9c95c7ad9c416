using System.Security.Cryptography;
using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Files.Secrets;
using McpContextBrowser.Core.Lexical;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core.Indexing;

/// <summary>Makes a content of a file: read → decode → replace secrets → chunk → terms → vectors. One for each thread.</summary>
/// <param name="names">Key that names contents.</param>
/// <param name="files">Limits of reading.</param>
/// <param name="chunker">Shared.</param>
/// <param name="embedder">Shared; null works without vectors.</param>
/// <param name="time">Tells whether a stamp is old enough to be trusted.</param>
internal sealed class FileDeriver(
    LookupKey names, FilesOptions files, Chunker chunker, IEmbedder? embedder, TimeProvider time)
{
    // A file written again within the granularity of its file system's clock keeps its stamp: look again next time.
    private static readonly TimeSpan YoungestTrustedStamp = TimeSpan.FromMilliseconds(20);

    private readonly ContentTermsBuilder _terms = new();
    private readonly SourceReader _reader = new(files);

    /// <summary>Derives one entry of a walk.</summary>
    /// <param name="root">The tree's root.</param>
    /// <param name="entry">New or changed.</param>
    /// <param name="claims">Decides what need not be derived; null derives everything.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops before the next step.</param>
    public async ValueTask<DerivedFile> DeriveAsync(
        string root, WalkEntry entry, Claims? claims, CallContext call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (entry.Skip is { } skipped)
        {
            return Skipped(entry.Path, entry.Stamp, skipped);
        }

        var checkedAt = time.GetUtcNow().UtcTicks;
        var read = _reader.Read(root, entry.Path);
        if (read.Skip is { } unread)
        {
            return Skipped(entry.Path, read.Stamp, unread);
        }

        var language = LanguageTable.ForPath(entry.Path, read.Bytes.Span);
        var name = NameOf(read.Bytes.Span, language);
        var stamp = checkedAt - Math.Max(read.Stamp.Mtime, read.Stamp.Ctime) < YoungestTrustedStamp.Ticks ? default : read.Stamp;
        var claim = claims is null ? Claim.Mine : await claims.TakeAsync(name, cancellationToken).ConfigureAwait(false);
        if (claim != Claim.Mine)
        {
            return new(entry.Path, stamp, default, name, null, claim == Claim.Known);
        }

        var reason = TextDecoder.Decode(read.Bytes.Span, out var decoded);
        if (reason != SkipReason.None)
        {
            return Skipped(entry.Path, stamp, new(reason));
        }

        var text = SecretScanner.Redact(decoded, out _);
        var scanned = chunker.Scan(text, language);
        var vectors = await EmbedAsync(text, scanned, call, cancellationToken).ConfigureAwait(false);
        var record = new ContentRecord(language, scanned.Chunks, DerivedContent.Terms(text, scanned, _terms));
        return new(entry.Path, stamp, default, name, new(name, record, TextCodec.Compress(text), vectors), Known: false);
    }

    private static DerivedFile Skipped(RelativePath path, FileStamp stamp, Skip skip) => new(path, stamp, skip, null, null, Known: false);

    /// <summary>The keyed name of what these bytes give in this language with these versions of everything that has a hand in it.</summary>
    private LookupName NameOf(ReadOnlySpan<byte> bytes, string language)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return names.Derived(
            names.Content(hash), [Chunker.Version, ContentTermsBuilder.Version, SecretScanner.Version, LanguageTable.StableNumber(language)]);
    }

    private async ValueTask<VectorBlock?> EmbedAsync(
        string text, ScannedText scanned, CallContext call, CancellationToken cancellationToken)
    {
        if (embedder is null || scanned.Chunks.Length == 0)
        {
            return null;
        }

        var texts = new ReadOnlyMemory<char>[scanned.Chunks.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = DerivedContent.TextWithoutLicence(text, scanned, i);
        }

        var vectors = new float[texts.Length * embedder.Dimensions];
        await embedder.EmbedAsync(texts, EmbeddingSide.Document, vectors, call, cancellationToken).ConfigureAwait(false);
        return VectorBlock.From(embedder.Dimensions, vectors);
    }
}
