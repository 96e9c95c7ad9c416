namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>An open pair of brackets, and the statement that is being read directly inside it.</summary>
internal record struct Scope
{
    public ScopeKind Kind { get; set; }

    /// <summary>The bracket that ends it; NUL for the file.</summary>
    public char Close { get; init; }

    /// <summary>The definition whose body this is; -1 without.</summary>
    public int Definition { get; init; }

    /// <summary>The nearest definition around what stands inside; -1 at top level.</summary>
    public int Owner { get; set; }

    /// <summary>The opening bracket's token.</summary>
    public int Open { get; init; }

    /// <summary>The statement it was opened in began at the first column.</summary>
    public bool AtMargin { get; init; }

    /// <summary>Arguments of an annotation or attribute.</summary>
    public bool Decorates { get; init; }

    /// <summary>Arguments of <c>new</c>: braces behind them are the body of a class.</summary>
    public bool Constructs { get; init; }

    /// <summary>What each line of a <see cref="ScopeKind.Group"/> defines.</summary>
    public KeywordForm? Form { get; init; }

    /// <summary>First token of the statement.</summary>
    public int Head { get; set; }

    /// <summary>The definition that waits for its body; -1 without.</summary>
    public int Pending { get; set; }

    public BodyRule PendingBody { get; set; }

    public ScopeKind PendingScope { get; set; }

    /// <summary>The token of its name.</summary>
    public int PendingName { get; set; }

    /// <summary>A keyword announced what is pending, so no name before parentheses replaces it.</summary>
    public bool PendingByKeyword { get; set; }

    /// <summary>What is pending has something like a type before its name.</summary>
    public bool PendingTyped { get; set; }

    /// <summary>The one brace that is the body; -1: the next one that can be.</summary>
    public int BodyAt { get; set; }

    /// <summary>An <c>=</c> was seen: what follows is a value.</summary>
    public bool Assigned { get; set; }

    /// <summary>Nothing but modifiers so far.</summary>
    public bool Clean { get; set; }

    /// <summary>Behind the colon of a constructor: braces behind a name initialise (C++).</summary>
    public bool Initialises { get; set; }

    /// <summary>An event or operator: neither method nor property.</summary>
    public bool NoMember { get; set; }

    /// <summary>The token of a <c>new</c> whose parentheses have not come; -1 without.</summary>
    public int New { get; set; }

    /// <summary>The token that closed the arguments of <c>new</c>; -1 without.</summary>
    public int Constructed { get; set; }

    /// <summary>Inside <c>typedef … ;</c>.</summary>
    public bool Typedef { get; set; }

    /// <summary>The word that the typedef will define unless another comes; -1 without.</summary>
    public int TypedefName { get; set; }

    /// <summary>The name of <c>typedef int (*name)(…)</c>; -1 without.</summary>
    public int TypedefPointer { get; set; }

    /// <summary>Begins the next statement at token <paramref name="head"/>.</summary>
    public void Restart(int head)
    {
        Head = head;
        Pending = -1;
        BodyAt = -1;
        PendingByKeyword = false;
        PendingTyped = false;
        Assigned = false;
        Clean = true;
        Initialises = false;
        NoMember = false;
        New = -1;
        Constructed = -1;
        Typedef = false;
        TypedefName = -1;
        TypedefPointer = -1;
    }
}
