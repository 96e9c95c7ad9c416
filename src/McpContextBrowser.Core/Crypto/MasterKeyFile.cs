using System.Security.Cryptography;
using System.Text;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Crypto;

/// <summary>
/// The default master key: a file that only its owner can read, outside the data directory, made on first use. One line a key, the
/// newest last. Several data directories may share it; during a rotation it holds the old key and the new one, so that a crash
/// between the two steps leaves every keys.db readable.
/// </summary>
/// <param name="path">Absolute; by default <c>master.key</c> in the configuration folder.</param>
public sealed class MasterKeyFile(string path) : IKeyWrapper
{
    private const string LineStart = "ctxb-master-1 ";
    private const string Preamble = "# Master key of ctxb. Whoever reads this file can read the indexes. Back it up apart from the data directory.\n";

    public string Kind => "file";

    public string Place => path;

    public byte[] Wrap(ReadOnlySpan<byte> key, ReadOnlySpan<byte> context)
    {
        if (!File.Exists(path))
        {
            // Another process may be doing the same: whichever file comes into being first is the key of both.
            OwnerOnlyFile.TryCreate(path, Encoding.ASCII.GetBytes(Preamble + NewLine()));
        }

        return WrappedKey.Wrap(Read()[^1], key, context);
    }

    public void Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context, Span<byte> key) =>
        WrappedKey.Unwrap(this, Read(), wrapped, context, key);

    /// <summary>Gives a ring a new master key in this file, and removes the old ones.</summary>
    /// <param name="ring">Now wrapped by this file, or by any other source.</param>
    /// <param name="keepOld">True keeps the old keys in the file, for other data directories that use it.</param>
    public void Rotate(KeyRing ring, bool keepOld)
    {
        if (File.Exists(path))
        {
            OwnerOnlyFile.Replace(path, [.. OwnerOnlyFile.Read(path), .. Encoding.ASCII.GetBytes(NewLine())]);
        }

        ring.RotateMaster(this);
        if (!keepOld)
        {
            OwnerOnlyFile.Replace(path, Encoding.ASCII.GetBytes(Preamble + Line(Read()[^1])));
        }
    }

    private static string NewLine() => Line(RandomNumberGenerator.GetBytes(Derivation.KeyLength));

    private static string Line(byte[] key) => $"{LineStart}{Convert.ToBase64String(key)}\n";

    private List<byte[]> Read()
    {
        if (!File.Exists(path))
        {
            throw new CtxbException(
                ErrorCodes.KeyMissing,
                $"{path}: the master key file is not there, and the index cannot be read without it.",
                "Restore the file, or run `ctxb clear --all` and index again.");
        }

        var keys = Encoding.ASCII.GetString(OwnerOnlyFile.Read(path))
            .Split('\n')
            .Where(line => line.StartsWith(LineStart, StringComparison.Ordinal))
            .Select(line => MasterKeyText.Read(line[LineStart.Length..].Trim()))
            .OfType<byte[]>()
            .ToList();
        return keys.Count > 0 ? keys : throw new CtxbException(
            ErrorCodes.KeyMissing,
            $"{path}: holds no master key.",
            "Restore the file, or remove it, run `ctxb clear --all` and index again.");
    }
}
