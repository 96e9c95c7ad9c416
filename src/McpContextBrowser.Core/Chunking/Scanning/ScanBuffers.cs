namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>The memory of one scan, kept for the next one. Owned by one thread at a time.</summary>
internal sealed class ScanBuffers
{
    /// <summary>A set of buffers beyond this many tokens is given up rather than kept.</summary>
    private const int KeptTokens = 1 << 20;

    public Token[] Tokens { get; private set; } = new Token[4096];

    public int TokenCount { get; private set; }

    /// <summary>Start of each line and, last, the text's length; longer than <see cref="LineCount"/> + 1.</summary>
    public int[] LineStarts { get; private set; } = new int[1024];

    public int LineCount { get; private set; }

    /// <summary>By line, from 0.</summary>
    public LineMarks[] Marks { get; private set; } = new LineMarks[1024];

    /// <summary>By line, from 0: how good it is to begin a chunk there.</summary>
    public byte[] Ranks { get; private set; } = new byte[1024];

    public List<FoundDefinition> Found { get; } = [];

    /// <summary>The certain ones of <see cref="Found"/>, in the order of the text.</summary>
    public List<FoundDefinition> Ordered { get; } = [];

    public Scope[] Scopes { get; } = new Scope[StructureScanner.DeepestScope + 1];

    /// <summary>Strings that a hole interrupts, outermost first.</summary>
    public OpenHole[] Holes { get; } = new OpenHole[Lexer.DeepestHole];

    public HeredocWord[] Heredocs { get; } = new HeredocWord[Lexer.MostHeredocs];

    public IndentLevel[] Indents { get; } = new IndentLevel[StructureScanner.DeepestIndent];

    /// <summary>Brackets open at each <c>#if</c> that is open.</summary>
    public int[] ConditionDepths { get; } = new int[StructureScanner.DeepestCondition];

    /// <summary>By string form: up to where it is known that no closing mark comes.</summary>
    public int[] Unclosed { get; } = new int[64];

    public List<Chunk> Chunks { get; } = [];

    public bool WorthKeeping => Tokens.Length <= KeptTokens && LineStarts.Length <= KeptTokens;

    /// <summary>Forgets the last text and finds the lines of <paramref name="text"/>.</summary>
    public void Begin(ReadOnlySpan<char> text)
    {
        TokenCount = 0;
        Found.Clear();
        Chunks.Clear();
        FindLines(text);
        if (Marks.Length < LineCount)
        {
            Marks = new LineMarks[LineStarts.Length];
            Ranks = new byte[LineStarts.Length];
        }

        Marks.AsSpan(0, LineCount).Clear();
        Ranks.AsSpan(0, LineCount).Clear();
    }

    /// <summary>Forgets the tokens and what is known of string ends; lines and definitions stay.</summary>
    public void BeginRegion()
    {
        TokenCount = 0;
        Unclosed.AsSpan().Clear();
    }

    public void Add(in Token token)
    {
        if (TokenCount == Tokens.Length)
        {
            var larger = new Token[Tokens.Length * 2];
            Tokens.CopyTo(larger, 0);
            Tokens = larger;
        }

        Tokens[TokenCount++] = token;
    }

    /// <summary>The line, from 0, that holds <paramref name="position"/>.</summary>
    public int LineOf(int position)
    {
        var found = Array.BinarySearch(LineStarts, 0, LineCount, position);
        return found >= 0 ? found : ~found - 1;
    }

    private void FindLines(ReadOnlySpan<char> text)
    {
        var count = 0;
        var start = 0;
        while (start < text.Length)
        {
            if (count + 2 > LineStarts.Length)
            {
                var larger = new int[LineStarts.Length * 2];
                LineStarts.CopyTo(larger, 0);
                LineStarts = larger;
            }

            LineStarts[count++] = start;
            var end = text[start..].IndexOfAny('\n', '\r');
            if (end < 0)
            {
                break;
            }

            start += end + 1;
            if (text[start - 1] == '\r' && start < text.Length && text[start] == '\n')
            {
                start++;
            }
        }

        LineCount = count;
        LineStarts[count] = text.Length;
    }
}
