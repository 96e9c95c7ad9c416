namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>
/// How texts become requests. An empty text is not sent. A question over the model's limit is cut, since its beginning says what is
/// asked; a document over it is split, at the end of a line where there is one, and its vector is the mean of its pieces'.
/// Pieces fill requests in order, up to the model's limits of texts and tokens.
/// </summary>
internal sealed class CallPlan
{
    /// <summary>Room for the error of the estimate.</summary>
    private const double Margin = 0.8;

    private readonly List<TextPiece> _pieces = [];
    private readonly List<Range> _calls = [];

    private CallPlan()
    {
    }

    /// <summary>All that is sent, in order of their texts.</summary>
    public IReadOnlyList<TextPiece> Pieces => _pieces;

    /// <summary>Ranges of <see cref="Pieces"/>, one a request, that follow one another.</summary>
    public IReadOnlyList<Range> Calls => _calls;

    /// <summary>Texts that were cut or split.</summary>
    public int Overlong { get; private set; }

    /// <summary>About how many tokens all requests have.</summary>
    public long Tokens { get; private set; }

    public static CallPlan Of(IEnumerable<ReadOnlyMemory<char>> texts, KnownModel model, EmbeddingSide side)
    {
        var plan = new CallPlan();
        var prefix = TokenEstimate.Of(side == EmbeddingSide.Query ? model.QueryPrefix : model.DocumentPrefix);
        var limit = Math.Max(1, (int)(model.TokensPerText * Margin) - prefix);
        var owner = 0;
        foreach (var text in texts)
        {
            plan.AddPieces(text, owner++, limit, prefix, side);
        }

        plan.FillCalls(model);
        return plan;
    }

    private void AddPieces(ReadOnlyMemory<char> text, int owner, int limit, int prefix, EmbeddingSide side)
    {
        if (text.Span.IsWhiteSpace())
        {
            return;
        }

        var tokens = TokenEstimate.Of(text.Span);
        if (tokens <= limit)
        {
            Add(text, owner, tokens + prefix);
            return;
        }

        Overlong++;
        do
        {
            var length = TokenEstimate.LongestPrefix(text.Span, limit);
            if (side == EmbeddingSide.Document && length < text.Length && text.Span[..length].LastIndexOf('\n') is var line && line > length / 2)
            {
                length = line + 1;
            }

            if (!text.Span[..length].IsWhiteSpace())
            {
                Add(text[..length], owner, TokenEstimate.Of(text.Span[..length]) + prefix);
            }

            text = text[length..];
        }
        while (side == EmbeddingSide.Document && !text.IsEmpty);
    }

    private void Add(ReadOnlyMemory<char> text, int owner, int tokens)
    {
        _pieces.Add(new(text, owner, tokens));
        Tokens += tokens;
    }

    private void FillCalls(KnownModel model)
    {
        var mostTokens = (int)(model.TokensPerCall * Margin);
        var start = 0;
        var tokens = 0;
        for (var i = 0; i < _pieces.Count; i++)
        {
            if (i > start && (i - start == model.TextsPerCall || tokens + _pieces[i].Tokens > mostTokens))
            {
                _calls.Add(start..i);
                start = i;
                tokens = 0;
            }

            tokens += _pieces[i].Tokens;
        }

        if (start < _pieces.Count)
        {
            _calls.Add(start.._pieces.Count);
        }
    }
}
