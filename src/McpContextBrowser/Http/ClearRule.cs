using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Mcp;
using McpContextBrowser.Server.Auth;

namespace McpContextBrowser.Http;

/// <summary>
/// An Admin clears what they like. Anybody else clears what their own jobs brought in, and says so twice: the first call is answered
/// with a word that the second must bring, so that no model clears by mistake what others search. For calls from several threads.
/// </summary>
internal sealed class ClearRule(CollectionOwners owners, TimeProvider time)
{
    private const int MostWaiting = 10_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly Dictionary<(string Caller, string Root), (string Word, long Since)> _waiting = [];

    /// <param name="caller">Who asks.</param>
    /// <param name="root">What is to be cleared.</param>
    /// <param name="word">What the call brought; null for a first call.</param>
    /// <exception cref="CtxbException">It is not the caller's, or is not confirmed yet; then the next step says how.</exception>
    public void Check(Caller caller, string root, string? word)
    {
        if (caller.Role == Role.Admin)
        {
            return;
        }

        if (owners.OwnerOf(root) != caller.Name)
        {
            throw new CtxbException(ErrorCodes.PermissionDenied, $"No job of yours brought {root} into the index.", "Ask an administrator to clear it.");
        }

        lock (_waiting)
        {
            var key = (caller.Name, root);
            var isConfirmed = word is not null && _waiting.TryGetValue(key, out var expected) && time.GetElapsedTime(expected.Since) < Lifetime
                && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(word), Encoding.UTF8.GetBytes(expected.Word));
            _waiting.Remove(key); // used, or wrong: a new one is needed either way
            if (!isConfirmed)
            {
                throw new CtxbException(
                    ErrorCodes.ConfirmationNeeded, $"This removes {root} from the index for everybody who uses this server.",
                    $"If the user wants that, call {ToolNames.Clear} again within {Lifetime.TotalMinutes:0} minutes, with confirm \"{NewWord(key)}\".");
            }
        }
    }

    private string NewWord((string Caller, string Root) key)
    {
        if (_waiting.Count >= MostWaiting)
        {
            _waiting.Clear(); // those who wait are asked once more
        }

        var word = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        _waiting[key] = (word, time.GetTimestamp());
        return word;
    }
}
