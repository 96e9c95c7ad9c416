using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Crypto;

/// <summary>
/// A secret among the settings, sealed by the ring of a data folder so that it may lie in a file that others read: <c>enc:</c> and, in
/// base64url, version 1 · key version 4 · salt 16 · commitment 32 · a sealed record.
/// </summary>
public static class SealedText
{
    /// <summary>Begins every one of them, and nothing else that is a key.</summary>
    public const string Prefix = "enc:";

    /// <summary>The collection whose keys seal them.</summary>
    public const string Collection = "settings";

    private const byte Version = 1;
    private const int SaltAt = 1 + sizeof(int);
    private const int CommitmentAt = SaltAt + SessionHeader.SaltLength;
    private const int RecordAt = CommitmentAt + Derivation.CommitmentLength;

    private static readonly RecordAddress Address = new(RecordKind.Configuration, 1, 0);

    public static bool IsSealed(string text) => text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Seals a text.</summary>
    public static string Seal(KeyRing ring, string text)
    {
        using var keys = ring.Open(Collection);
        using var envelope = new Envelope(keys, "settings", _ => null);
        using var session = envelope.Begin(1, SealingPurpose.Configuration);
        var record = session.Seal(Address, Encoding.UTF8.GetBytes(text));
        var bytes = new byte[RecordAt + record.Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), session.Header.KeyVersion);
        session.Header.Salt.Span.CopyTo(bytes.AsSpan(SaltAt));
        session.Header.Commitment.Span.CopyTo(bytes.AsSpan(CommitmentAt));
        record.CopyTo(bytes, RecordAt);
        return Prefix + Base64Url.EncodeToString(bytes);
    }

    /// <summary>Opens what <see cref="Seal"/> made.</summary>
    /// <param name="place">Where it stands, for messages.</param>
    /// <exception cref="CtxbException"><see cref="ErrorCodes.KeyMissing"/>, <see cref="ErrorCodes.KeyWrong"/> or <see cref="ErrorCodes.RecordRefused"/>: it is
    /// of another data folder, or not as it was sealed.</exception>
    public static string Open(KeyRing ring, string text, string place)
    {
        var bytes = Base64Url.IsValid(text.AsSpan(Prefix.Length)) ? Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length)) : [];
        if (bytes.Length < RecordAt + RecordHeader.Overhead || bytes[0] != Version)
        {
            throw Refused(place, null);
        }

        using var keys = ring.TryOpen(Collection) ?? throw Refused(place, null);
        var header = new SessionHeader(
            1, SealingPurpose.Configuration, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(1)), bytes.AsMemory(SaltAt, SessionHeader.SaltLength), keys.Digest,
            bytes.AsMemory(CommitmentAt, Derivation.CommitmentLength));
        using var envelope = new Envelope(keys, place, _ => header);
        try
        {
            return Encoding.UTF8.GetString(envelope.Open(Address, bytes.AsSpan(RecordAt)));
        }
        catch (CtxbException refusal)
        {
            throw Refused(place, refusal);
        }
    }

    private static CtxbException Refused(string place, CtxbException? refusal) => new(
        refusal?.Code ?? ErrorCodes.RecordRefused,
        $"{place}: the sealed value cannot be opened{(refusal is null ? "" : $" ({refusal.Message})")}.",
        "Seal the value again with `ctxb config seal`: it belongs to one data folder and its keys.",
        refusal);
}
