namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>A definition on its way from the scanner to <see cref="Definition"/>.</summary>
internal record struct FoundDefinition
{
    /// <summary>First character of the name in the text.</summary>
    public int NameStart { get; init; }

    public int NameLength { get; init; }

    /// <summary>Line of the name, from 0.</summary>
    public int Line { get; init; }

    /// <summary>First line of the statement, annotations included, from 0.</summary>
    public int HeadLine { get; init; }

    /// <summary>Last line, from 0; the line of the name until the end is known.</summary>
    public int EndLine { get; set; }

    public DefinitionKind Kind { get; set; }

    /// <summary>Index of the definition around this one; -1 at top level.</summary>
    public int Parent { get; init; }

    /// <summary>Where a qualified name says what it belongs to (<c>Type::name</c>); length 0 otherwise.</summary>
    public int OwnerStart { get; init; }

    public int OwnerLength { get; init; }

    /// <summary>Place among all that was found, while the order changes.</summary>
    public int Index { get; set; }

    /// <summary>A head whose body has not come (yet) is no definition.</summary>
    public bool Certain { get; set; }
}
