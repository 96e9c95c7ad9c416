namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>Quirks of languages that a list of marks cannot say.</summary>
[Flags]
internal enum Traits
{
    None = 0,

    /// <summary>A line whose first character is <c>#</c> is a directive; a backslash continues it.</summary>
    Directives = 1 << 0,

    /// <summary><c>#define NAME</c> is a definition, <c>#if … #else … #endif</c> may leave braces open, a brace at the margin closes all.</summary>
    Preprocessor = 1 << 1,

    /// <summary>The end of a line ends a statement that can end there.</summary>
    NewlineEnds = 1 << 2,

    /// <summary><c>/…/</c> is a regular expression where an operand may stand (JavaScript).</summary>
    Regex = 1 << 3,

    /// <summary>As <see cref="Regex"/>, also after a name and a blank when no blank follows (Ruby, Perl).</summary>
    RegexAfterBlank = 1 << 4,

    /// <summary><c>%w[…]</c>, <c>%(…)</c>, and <c>?x</c> for a character (Ruby).</summary>
    PercentLiterals = 1 << 5,

    /// <summary><c>q(…)</c>, <c>qw[…]</c>, <c>s{…}{…}</c>, <c>y/…/…/</c> (Perl).</summary>
    QuoteWords = 1 << 6,

    /// <summary><c>&lt;&lt;WORD</c> (shell).</summary>
    ShellHeredocs = 1 << 7,

    /// <summary><c>&lt;&lt;~WORD</c> (Ruby, Perl).</summary>
    RubyHeredocs = 1 << 8,

    /// <summary><c>&lt;&lt;&lt;WORD</c> (PHP).</summary>
    PhpHeredocs = 1 << 9,

    /// <summary>A string that is a whole statement documents (Python, Julia).</summary>
    Docstrings = 1 << 10,

    /// <summary><c>@doc "…"</c> documents (Elixir).</summary>
    DocAttributes = 1 << 11,

    /// <summary>A line that begins with a tab belongs to another language (Makefile recipes).</summary>
    TabLinesAreOpaque = 1 << 12,

    /// <summary><c>'x'</c> is a character, any other <c>'</c> a mark of its own (lifetimes, type variables).</summary>
    StrictCharacters = 1 << 13,

    /// <summary>Text is HTML outside <c>&lt;?php … ?&gt;</c>.</summary>
    PhpTags = 1 << 14,

    /// <summary>Letters of keywords may be of either case.</summary>
    IgnoreCase = 1 << 15,

    /// <summary><c>name()</c> at the beginning of a command defines a function (shell).</summary>
    ShellFunctions = 1 << 16,

    /// <summary><c>$$ … $$</c> and <c>$tag$ … $tag$</c> are strings (PostgreSQL).</summary>
    DollarQuotes = 1 << 17,

    /// <summary><c>__END__</c> or <c>__DATA__</c> alone on a line ends the program (Ruby, Perl).</summary>
    EndMark = 1 << 18,

    /// <summary><c>$#</c>, <c>$'</c> and the like are variables (shell, Perl).</summary>
    DollarVariables = 1 << 19,

    /// <summary><c>typedef</c>, and variables behind the body of their type: a statement goes on behind such a body.</summary>
    Typedefs = 1 << 20,

    /// <summary>A backslash takes the meaning from the character behind it, outside of strings too (shell).</summary>
    Escapes = 1 << 22,

    /// <summary>Declarations of parameters may stand between head and body: <c>int f(a) int a; {</c> (C before its standard).</summary>
    OldStyleHeads = 1 << 21,
}
