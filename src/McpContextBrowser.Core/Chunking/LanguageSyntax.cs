using McpContextBrowser.Core.Chunking.Scanning;

namespace McpContextBrowser.Core.Chunking;

/// <summary>What the scanner knows of one language: the table entry. Everything is optional but <see cref="Ids"/>.</summary>
internal sealed record LanguageSyntax
{
    /// <summary>Language ids that this entry serves, such as <c>csharp</c>.</summary>
    public required string[] Ids { get; init; }

    /// <summary>Whether braces or indentation say what a definition lies in.</summary>
    public Layout Layout { get; init; } = Layout.Braces;

    /// <summary>Quirks of the language, one flag each.</summary>
    public Traits Traits { get; init; }

    public CommentForm[] Comments { get; init; } = [];

    public StringForm[] Strings { get; init; } = [];

    /// <summary>Characters of a name beside letters, digits and <c>_</c>, not at its beginning.</summary>
    public string NameCharacters { get; init; } = "";

    /// <summary>Characters of a name beside letters and <c>_</c>, at its beginning too.</summary>
    public string NameStarts { get; init; } = "";

    /// <summary>A single one of these may end a name (Ruby's <c>?</c> and <c>!</c>).</summary>
    public string NameSuffixes { get; init; } = "";

    /// <summary>Definitions that a keyword announces.</summary>
    public KeywordForm[] Keywords { get; init; } = [];

    /// <summary>Definitions that begin with their name, such as <c>NAME = value</c>.</summary>
    public NamedForm[] Named { get; init; } = [];

    /// <summary>Functions announced by no keyword, <c>type name(parameters) {</c>.</summary>
    public HeadedFunctions Headed { get; init; }

    /// <summary>Words that are never names, and after which an expression or a statement begins.</summary>
    public string[] ControlWords { get; init; } = [];

    /// <summary>Words that may stand before a definition and are no names.</summary>
    public string[] Modifiers { get; init; } = [];

    /// <summary>Words whose parenthesised argument is no parameter list, <c>__attribute__((…))</c>.</summary>
    public string[] AttributeWords { get; init; } = [];

    /// <summary>Words that begin a line without beginning a statement, <c>where</c>, <c>extends</c>.</summary>
    public string[] ContinuationWords { get; init; } = [];

    /// <summary>Words in the head of a member that is neither function nor property, <c>event</c>, <c>operator</c>.</summary>
    public string[] NoMemberWords { get; init; } = [];

    /// <summary>Words of types and expressions with braces in the head of a function, <c>interface{}</c>, <c>extends {…}</c>.</summary>
    public string[] BracedWords { get; init; } = [];

    /// <summary>Opens code that another program writes elsewhere: what it seems to define it does not (<c>quote! { … }</c>).</summary>
    public string MacroMark { get; init; } = "";

    /// <summary>What a line that decorates the definition below begins with.</summary>
    public string[] Decorators { get; init; } = [];

    /// <summary>Looks at the tokens of a text for marks of a language that shares the file extension.</summary>
    public AlternativeTable? Alternative { get; init; }
}
