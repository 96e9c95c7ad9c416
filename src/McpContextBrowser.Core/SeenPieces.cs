using System.Runtime.InteropServices;
using System.Security.Cryptography;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Core;

/// <summary>
/// What callers have been shown, so that a cursor continues and a session never repeats. Kept in memory, bounded: of the caller who has
/// most handles the one that was used longest ago is forgotten first, so that nobody's are lost to somebody else's many questions. For many threads.
/// </summary>
/// <remarks>A piece is known by its path and text: code that changed since is new.</remarks>
internal sealed class SeenPieces
{
    private const int MostHandles = 256;
    private const int MostPieces = 10_000; // of one handle: 400 KiB

    private readonly Lock _one = new();
    private readonly Dictionary<string, Reading> _readings = new(StringComparer.Ordinal);
    private long _clock;

    /// <summary>The name of a piece.</summary>
    public static ulong NameOf(string root, string path, ReadOnlySpan<char> text) =>
        Xxh64.Hash(MemoryMarshal.AsBytes(text), Xxh64.Hash(MemoryMarshal.AsBytes($"{root}\n{path}".AsSpan())));

    /// <summary>What a call must leave out.</summary>
    /// <param name="caller">Handles of one caller are unknown to another.</param>
    /// <param name="question">Everything that makes two questions the same.</param>
    /// <param name="cursor">As an earlier answer gave it; null begins anew.</param>
    /// <param name="session">Any name the caller chose; null for none.</param>
    /// <exception cref="CtxbException">The cursor is unknown, or belongs to another question.</exception>
    public HashSet<ulong> Read(string caller, string question, string? cursor, string? session)
    {
        lock (_one)
        {
            var seen = new HashSet<ulong>();
            if (cursor is not null)
            {
                if (!_readings.TryGetValue(Key(caller, "cursor", cursor), out var page))
                {
                    throw new CtxbException(ErrorCodes.CursorUnknown, "This cursor is not known, or not any more.", "Ask again without a cursor.");
                }

                if (page.Question != question)
                {
                    throw new CtxbException(ErrorCodes.CursorUnknown, "This cursor belongs to another question.", "Repeat the question it came with, or leave the cursor out.");
                }

                page.Used = ++_clock;
                seen.UnionWith(page.Pieces);
            }

            if (session is not null && _readings.TryGetValue(Key(caller, "session", session), out var known))
            {
                known.Used = ++_clock;
                seen.UnionWith(known.Pieces);
            }

            return seen;
        }
    }

    /// <summary>Remembers what an answer has shown.</summary>
    /// <param name="before">Left out of the answer, as <see cref="Read"/> gave it.</param>
    /// <param name="shown">Shown in it.</param>
    /// <param name="more">Whether a further page exists.</param>
    /// <returns>The cursor of the next page; null when there is none.</returns>
    public string? Remember(string caller, string question, IReadOnlySet<ulong> before, IReadOnlyCollection<ulong> shown, string? session, bool more)
    {
        lock (_one)
        {
            if (session is not null)
            {
                var key = Key(caller, "session", session);
                if (!_readings.TryGetValue(key, out var known))
                {
                    _readings[key] = known = new Reading(caller, "", []);
                }

                known.Used = ++_clock;
                known.Pieces.UnionWith(shown);
                if (known.Pieces.Count > MostPieces)
                {
                    known.Pieces.Clear(); // repeats something rather than grow without end
                }
            }

            string? cursor = null;
            if (more && before.Count + shown.Count <= MostPieces)
            {
                cursor = NewCursor();
                _readings[Key(caller, "cursor", cursor)] = new Reading(caller, question, [.. before, .. shown]) { Used = ++_clock };
            }

            while (_readings.Count > MostHandles)
            {
                _readings.Remove(_readings.GroupBy(reading => reading.Value.Caller).MaxBy(own => own.Count())!.MinBy(reading => reading.Value.Used).Key);
            }

            return cursor;
        }
    }

    /// <summary>Twelve digits: every cursor costs the same four tokens, so an answer can be counted before it has its own.</summary>
    public static string NewCursor() => RandomNumberGenerator.GetString("0123456789", 12);

    private static string Key(string caller, string kind, string handle) => $"{caller}\n{kind}\n{handle}";

    private sealed record Reading(string Caller, string Question, HashSet<ulong> Pieces)
    {
        public long Used { get; set; }
    }
}
