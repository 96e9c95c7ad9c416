using System.Globalization;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Search.Packing;

namespace McpContextBrowser.Core;

/// <summary>Makes the hits of an answer with a token limit: what was seen is left out, the rest is shown in the form it is worth.</summary>
internal static class AnswerPacking
{
    private const int ShareOfCode = 4;

    /// <summary>Fills an answer.</summary>
    /// <param name="answer">Without hits.</param>
    /// <param name="candidates">Chunks that may be shown, each once.</param>
    /// <param name="lines">Reads their lines.</param>
    /// <param name="tokens">Most tokens of the whole answer.</param>
    /// <param name="cost">Counts them.</param>
    /// <param name="limit">Most chunks.</param>
    /// <param name="seen">Pieces to leave out.</param>
    /// <param name="explain">Adds reasons.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The answer, the pieces it shows, and whether there are more.</returns>
    /// <exception cref="CtxbException">The tokens are fewer than an answer without hits takes.</exception>
    public static async Task<(SearchAnswer Answer, IReadOnlyList<ulong> Shown, bool More)> FillAsync(
        SearchAnswer answer, IEnumerable<HitCandidate> candidates, SnippetLines lines, int tokens, AnswerCost cost, int limit, IReadOnlySet<ulong> seen, bool explain,
        CancellationToken cancellationToken)
    {
        var queue = candidates.OrderByDescending(candidate => candidate.Worth).ToList();
        var found = new List<(HitCandidate Candidate, SearchHit Hit, ulong Name)>();
        var leftOut = new List<string>();
        var next = 0;
        for (; next < queue.Count && found.Count < limit; next++)
        {
            var candidate = queue[next];
            var chunk = candidate.Lines;
            var text = await candidate.Tree.View.ReadTextAsync(candidate.Place, chunk, cancellationToken).ConfigureAwait(false);
            var name = SeenPieces.NameOf(candidate.Tree.Root, candidate.Path, text);
            if (seen.Contains(name))
            {
                leftOut.Add($"{candidate.Path}:{chunk.StartLine}-{chunk.EndLine}");
                continue;
            }

            var hit = TreeSearch.Hit(candidate, text);
            found.Add((candidate, explain && candidate.Row is { } row ? hit with { Reasons = HitReasons.Describe(row, candidate.Score) } : hit, name));
        }

        var pieces = await OnDiskAsync(found, lines, cost, cancellationToken).ConfigureAwait(false);
        answer = answer with
        {
            Notes = [.. answer.Notes, .. TreeSearch.NoteOfLost(found.Count - pieces.Count)],
            LeftOut = leftOut,
            Cursor = SeenPieces.NewCursor(),
        };
        answer = WithRoom(answer, tokens, cost);
        var most = tokens - cost.OfAnswer(answer);
        var room = most;
        var shown = Choose(pieces, room);
        var filled = answer with { Hits = Merge(shown) };
        for (var over = cost.OfAnswer(filled) - tokens; shown.Count > 0 && over > 0; over = cost.OfAnswer(filled) - tokens)
        {
            // As a whole a text need not cost what its lines do; a door may even put a path before each. It is chosen for a room smaller by as much.
            room = (int)Math.Min(room - 1, (long)room * most / (most + over));
            shown = Choose(pieces, room);
            filled = answer with { Hits = Merge(shown) };
        }

        if (shown.Count == 0 && pieces.Count > 0)
        {
            return (answer with { Cursor = null, NothingFits = true }, [], false); // to go on with a cursor would show as little
        }

        return (filled, shown.ConvertAll(one => one.Piece.Name), shown.Count < pieces.Count || next < queue.Count);
    }

    /// <summary>The answer with most of its tokens left for code: where it did not look is told as far as a quarter of them goes.</summary>
    /// <exception cref="CtxbException">Without code it takes more than all of them.</exception>
    private static SearchAnswer WithRoom(SearchAnswer answer, int tokens, AnswerCost cost)
    {
        var groups = answer.SkippedBy?.Count ?? 0;
        while (groups > 0 && cost.OfAnswer(answer) > tokens / ShareOfCode)
        {
            answer = Absence.Cut(answer, --groups);
        }

        return cost.OfAnswer(answer) is var least && least <= tokens
            ? answer
            : throw new CtxbException(
                ErrorCodes.ArgumentInvalid, string.Create(CultureInfo.InvariantCulture, $"An answer takes {least:N0} tokens here before it shows any code; {tokens:N0} are allowed."),
                "Allow more tokens, or name fewer folders.");
    }

    private static List<(Piece Piece, SnippetForm Form)> Choose(List<Piece> pieces, int room)
    {
        var forms = SnippetPacker.Pack(pieces.ConvertAll(piece => piece.Source), room);
        return [.. Enumerable.Range(0, pieces.Count).Where(i => forms[i] is not null).Select(i => (pieces[i], forms[i]!.Value))];
    }

    /// <summary>The pieces as they stand on disk at the end of the search, in their order; those that are gone are left out.</summary>
    private static async ValueTask<List<Piece>> OnDiskAsync(
        List<(HitCandidate Candidate, SearchHit Hit, ulong Name)> found, SnippetLines lines, AnswerCost cost, CancellationToken cancellationToken)
    {
        var current = new Dictionary<string, SearchHit>(ReferenceEqualityComparer.Instance); // a hit that moved keeps the text it was given
        foreach (var tree in found.Select(one => one.Candidate.Tree).Distinct())
        {
            var hits = found.Where(one => one.Candidate.Tree == tree).Select(one => one.Hit).ToList();
            foreach (var hit in await HitAnchor.ToDiskAsync(tree, hits, cancellationToken).ConfigureAwait(false))
            {
                current[hit.Text] = hit;
            }
        }

        var pieces = new List<Piece>(found.Count);
        foreach (var (candidate, given, name) in found)
        {
            if (current.TryGetValue(given.Text, out var hit))
            {
                var match = candidate.MatchLine - candidate.Lines.StartLine;
                var source = lines.Read(hit.Text, hit.Symbol, match, candidate.Worth, cost.OfHeading(hit with { Text = "" }));
                pieces.Add(new(hit, name, source));
            }
        }

        return pieces;
    }

    /// <summary>Neighbours that are shown whole become one hit, in the place of the best of them.</summary>
    private static List<SearchHit> Merge(IReadOnlyList<(Piece Piece, SnippetForm Form)> shown)
    {
        var hits = new List<SearchHit>(shown.Count);
        var merged = new bool[shown.Count];
        for (var i = 0; i < shown.Count; i++)
        {
            if (merged[i])
            {
                continue;
            }

            var hit = shown[i].Piece.Cut(shown[i].Form);
            for (var j = NextNeighbour(shown, merged, i, hit); j >= 0; j = NextNeighbour(shown, merged, i, hit))
            {
                merged[j] = true;
                var other = shown[j].Piece.Hit;
                var (first, second) = hit.StartLine < other.StartLine ? (hit, other) : (other, hit);
                hit = hit with { StartLine = first.StartLine, EndLine = second.EndLine, Text = first.Text + second.Text };
            }

            hits.Add(hit);
        }

        return hits;
    }

    private static int NextNeighbour(IReadOnlyList<(Piece Piece, SnippetForm Form)> shown, bool[] merged, int after, SearchHit hit)
    {
        for (var j = after + 1; shown[after].Form == SnippetForm.Whole && j < shown.Count; j++)
        {
            var other = shown[j].Piece.Hit;
            if (!merged[j] && shown[j].Form == SnippetForm.Whole && other.Path == hit.Path && other.Root == hit.Root
                && (other.EndLine + 1 == hit.StartLine || hit.EndLine + 1 == other.StartLine))
            {
                return j;
            }
        }

        return -1;
    }

    private sealed record Piece(SearchHit Hit, ulong Name, SnippetSource Source)
    {
        /// <summary>The hit with the lines of a form; an outline keeps the lines of the whole and has no text.</summary>
        public SearchHit Cut(SnippetForm form)
        {
            var run = Source.Lines(form);
            if (form == SnippetForm.Outline)
            {
                return Hit with { Form = form, Text = "" };
            }

            if (run.Count == Source.LineTokens.Count)
            {
                return Hit with { Form = SnippetForm.Whole };
            }

            var starts = SnippetLines.LineStarts(Hit.Text);
            return Hit with
            {
                Form = form,
                CutFrom = new(Hit.StartLine, Hit.EndLine),
                StartLine = Hit.StartLine + run.First,
                EndLine = Hit.StartLine + run.First + run.Count - 1,
                Text = Hit.Text[starts[run.First]..starts[run.First + run.Count]],
            };
        }
    }
}
