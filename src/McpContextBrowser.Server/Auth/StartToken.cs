using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using McpContextBrowser.Core.Crypto;

namespace McpContextBrowser.Server.Auth;

/// <summary>
/// The credential of a server that nobody has set up: random, new at every start, in a file that only the owner of the data
/// folder can read. Who can read it could read the index itself, so it makes an Admin.
/// </summary>
public sealed class StartToken : IDisposable
{
    /// <summary>Its file in the data folder.</summary>
    public const string FileName = "start.token";

    private readonly byte[] _hash;

    private StartToken(string file, byte[] hash)
    {
        File = file;
        _hash = hash;
    }

    /// <summary>Path of the file, which goes away with the server.</summary>
    public string File { get; }

    public static StartToken Create(string dataFolder)
    {
        var text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var file = Path.Join(dataFolder, FileName);
        OwnerOnlyFile.Replace(file, Encoding.ASCII.GetBytes(text + "\n"));
        return new(file, Hash(text));
    }

    public Caller? Recognise(string text) => CryptographicOperations.FixedTimeEquals(Hash(text), _hash)
        ? new() { Name = "owner", Proof = "start-token", Role = Role.Admin }
        : null;

    public void Dispose() => System.IO.File.Delete(File);

    /// <summary>Of equal length whatever was sent, so that the comparison tells nothing.</summary>
    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
