using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Crypto;

/// <summary>
/// A master key, or whoever holds it: wraps the ring key of <see cref="KeyRing"/>, 32 bytes, and nothing else. It is asked once a
/// process and once a rotation, so it may be an HSM or a remote service. For one thread at a time.
/// </summary>
public interface IKeyWrapper
{
    /// <summary>What kind of source this is; stored beside what it wrapped: <c>file</c>, <c>environment</c>, <c>pkcs11</c> …</summary>
    string Kind { get; }

    /// <summary>Where the key lies, for people; never the key.</summary>
    string Place { get; }

    /// <summary>Wraps a key; makes the master key when there is none yet and this source can make one.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="context">Not secret; the same bytes are needed to unwrap.</param>
    /// <exception cref="CtxbException">The source is missing, exposed or refuses.</exception>
    byte[] Wrap(ReadOnlySpan<byte> key, ReadOnlySpan<byte> context);

    /// <summary>Unwraps a key; never makes a master key.</summary>
    /// <param name="key">Exactly 32 bytes; filled on success.</param>
    /// <exception cref="CtxbException"><see cref="ErrorCodes.KeyMissing"/> when there is no master key, <see cref="ErrorCodes.KeyWrong"/>
    /// when it is another one, <see cref="ErrorCodes.KeyExposed"/> when others can read it.</exception>
    void Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context, Span<byte> key);
}
