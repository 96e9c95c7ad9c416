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
/// <param name="root">The tree's root.</param>
/// <param name="names">Key that names contents.</param>
/// <param name="files">Limits of reading.</param>
/// <param name="chunker">Shared.</param>
/// <param name="embedder">Shared; null leaves the vectors to a <see cref="VectorPass"/>, or works without.</param>
/// <param name="time">Tells whether a stamp is old enough to be trusted.</param>
internal sealed class FileDeriver(
    string root, LookupKey names, FilesOptions files, Chunker chunker, IEmbedder? embedder, TimeProvider time) : IDisposable
{
    // A file written again within the granularity of its file system's clock keeps its stamp: look again next time.
    private static readonly TimeSpan YoungestTrustedStamp = TimeSpan.FromMilliseconds(20);

    // Raised with every change of decoding, of chunk borders, names or line classes, so that old contents are derived again.
    // 2: sections of Markdown
    // 3: definitions and sections of 24 more languages and formats
    private const int DerivationVersion = 3;

    private readonly SourceFolder _folder = SourceFolder.Open(root);
    private readonly DerivedContent _derived = new();

    /// <summary>Derives one entry of a walk.</summary>
    /// <param name="entry">New or changed.</param>
    /// <param name="claims">Decides what need not be derived.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops before the next step.</param>
    public async ValueTask<DerivedFile> DeriveAsync(
        WalkEntry entry, Claims claims, CallContext call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (entry.Skip is { } skipped)
        {
            return Skipped(entry.Path, entry.Stamp, skipped);
        }

        var checkedAt = time.GetUtcNow().UtcTicks;
        using var read = _folder.Read(entry.Path, files.MaxBytesOf(entry.Path));
        if (read.Failure != SkipReason.None)
        {
            return Skipped(entry.Path, Trusted(entry.Stamp, checkedAt), new(read.Failure));
        }

        var stamp = Trusted(read.Stamp, checkedAt);
        var language = LanguageTable.ForContent(entry.Path, read.Bytes);
        if (FileFilter.AfterReading(language, read.Bytes) is { } unfit)
        {
            return Skipped(entry.Path, stamp, unfit);
        }

        var name = NameOf(read.Bytes, language);
        var claim = await claims.TakeAsync(name, cancellationToken).ConfigureAwait(false);
        if (!claim.IsMine)
        {
            return new(entry.Path, stamp, default, name, null, claim.Known);
        }

        var reason = TextDecoder.Decode(read.Bytes, out var decoded);
        if (reason != SkipReason.None)
        {
            return Skipped(entry.Path, stamp, new(reason)) with { Name = name }; // who waits for this content learns that there is none
        }

        var text = files.ScanForSecrets ? SecretScanner.Redact(decoded, out _) : decoded;
        var scanned = chunker.Scan(text, language);
        var vectors = embedder is null
            ? null
            : await ChunkTexts.EmbedAsync(ChunkTexts.Of(text, scanned), embedder, call, cancellationToken).ConfigureAwait(false);
        var record = new ContentRecord(language, scanned.Chunks, _derived.Terms(text, scanned));
        return new(entry.Path, stamp, default, name, new(name, record, TextCodec.Compress(text), vectors), null);
    }

    public void Dispose() => _folder.Dispose();

    private static DerivedFile Skipped(RelativePath path, FileStamp stamp, Skip skip) => new(path, stamp, skip, null, null, null);

    /// <summary>The stamp, or the default when the file could be written again without its stamp showing it.</summary>
    private static FileStamp Trusted(FileStamp stamp, long checkedAt)
    {
        // The ctime is the system's own; an mtime is what somebody chose to set, and may lie in the future for ever.
        var latest = stamp.Ctime != 0 ? stamp.Ctime : stamp.Mtime;
        return checkedAt - latest < YoungestTrustedStamp.Ticks ? default : stamp;
    }

    /// <summary>FNV-1a: a number of a language id that is the same on every machine and in every version.</summary>
    private static int NumberOf(string language)
    {
        var hash = 2166136261u;
        foreach (var letter in language)
        {
            hash = (hash ^ letter) * 16777619u;
        }

        return (int)hash;
    }

    /// <summary>The keyed name of what these bytes give in this language with these versions of everything that has a hand in it.</summary>
    private LookupName NameOf(ReadOnlySpan<byte> bytes, string language)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return names.Derived(
            names.Content(hash), [DerivationVersion, ContentTermsBuilder.Version, files.ScanForSecrets ? SecretScanner.Version : 0, NumberOf(language)]);
    }
}
