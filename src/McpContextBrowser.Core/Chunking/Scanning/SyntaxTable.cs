namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>A <see cref="LanguageSyntax"/> made ready for the scanner: look-ups in place of lists. Immutable, so threads share it.</summary>
internal sealed class SyntaxTable
{
    private const int Ascii = 128;

    public SyntaxTable(LanguageSyntax syntax)
    {
        Syntax = syntax;
        Traits = syntax.Traits;
        Alternative = syntax.Alternative;
        Entries = CollectWords(syntax);
        Words = new WordTable(Entries, Has(Traits.IgnoreCase));
        Classes = ClassifyCharacters(syntax);
        NameParts = FindNameParts(syntax);
        CommentsBy = GroupByFirst(syntax.Comments, comment => comment.Open);
        StringsBy = GroupByFirst(syntax.Strings.Where(form => form.Prefixes.Length == 0), form => form.Open);
        PrefixedStrings = [.. syntax.Strings.Where(form => form.Prefixes.Length > 0)];
        Forms = syntax.Strings;
        foreach (var comment in CommentsBy.Concat<object?>(StringsBy).Select((forms, i) => (forms, i)))
        {
            if (comment.forms is not null)
            {
                Classes[comment.i % Ascii] = (byte)CharacterClass.Special;
            }
        }

        foreach (var c in ExtraSpecials())
        {
            Classes[c] = (byte)CharacterClass.Special;
        }
    }

    public LanguageSyntax Syntax { get; }

    public Traits Traits { get; }

    /// <summary>By ASCII character, a <see cref="CharacterClass"/>.</summary>
    public byte[] Classes { get; }

    /// <summary>By ASCII character: whether it goes on with a name.</summary>
    public bool[] NameParts { get; }

    public WordTable Words { get; }

    /// <summary>Index 0 is the name without meaning.</summary>
    public WordEntry[] Entries { get; }

    /// <summary>By first ASCII character, longest opening first; null without.</summary>
    public CommentForm[]?[] CommentsBy { get; }

    /// <summary>As <see cref="CommentsBy"/>, the strings that need no prefix.</summary>
    public StringForm[]?[] StringsBy { get; }

    public StringForm[] PrefixedStrings { get; }

    /// <summary>All string forms; their order numbers them.</summary>
    public StringForm[] Forms { get; }

    /// <summary>Another table for a text whose tokens show marks of another language (C headers that are C++); null without.</summary>
    public AlternativeTable? Alternative { get; }

    public bool Has(Traits trait) => (Traits & trait) != 0;

    private static WordEntry[] CollectWords(LanguageSyntax syntax)
    {
        var roles = new Dictionary<string, (WordRoles Roles, KeywordForm? Form)>(
            (syntax.Traits & Traits.IgnoreCase) != 0 ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        Add(syntax.ControlWords, WordRoles.Control);
        Add(syntax.Modifiers, WordRoles.Modifier);
        Add(syntax.AttributeWords, WordRoles.Attribute);
        Add(syntax.ContinuationWords, WordRoles.Continuation);
        Add(syntax.NoMemberWords, WordRoles.NoMember);
        Add(syntax.BracedWords, WordRoles.Braced);
        foreach (var form in syntax.Keywords)
        {
            var known = roles.GetValueOrDefault(form.Keyword).Roles;
            roles[form.Keyword] = (known | (form.Soft ? WordRoles.SoftForm : WordRoles.Form), form);
        }

        return [default, .. roles.Select(word => new WordEntry(word.Key, word.Value.Roles, word.Value.Form))];

        void Add(string[] words, WordRoles role)
        {
            foreach (var word in words)
            {
                roles[word] = (roles.GetValueOrDefault(word).Roles | role, null);
            }
        }
    }

    private static byte[] ClassifyCharacters(LanguageSyntax syntax)
    {
        var classes = new byte[Ascii];
        for (var c = 0; c < Ascii; c++)
        {
            classes[c] = (byte)(char.IsAsciiLetter((char)c) || c == '_' || syntax.NameStarts.Contains((char)c) ? CharacterClass.Letter
                : char.IsAsciiDigit((char)c) ? CharacterClass.Digit
                : c is '\n' or '\r' ? CharacterClass.LineEnd
                : c <= ' ' || c == 0x7F ? CharacterClass.Blank
                : CharacterClass.Punctuation);
        }

        return classes;
    }

    private static bool[] FindNameParts(LanguageSyntax syntax)
    {
        var parts = new bool[Ascii];
        for (var c = 0; c < Ascii; c++)
        {
            parts[c] = char.IsAsciiLetterOrDigit((char)c) || c == '_'
                || syntax.NameStarts.Contains((char)c) || syntax.NameCharacters.Contains((char)c);
        }

        return parts;
    }

    private static T[]?[] GroupByFirst<T>(IEnumerable<T> forms, Func<T, string> open)
    {
        var groups = new T[]?[Ascii];
        foreach (var group in forms.GroupBy(form => open(form)[0]))
        {
            groups[group.Key] = [.. group.OrderByDescending(form => open(form).Length)];
        }

        return groups;
    }

    private IEnumerable<char> ExtraSpecials()
    {
        yield return '\\';
        if (Has(Traits.Directives))
        {
            yield return '#';
        }

        if (Has(Traits.Regex | Traits.RegexAfterBlank))
        {
            yield return '/';
        }

        if (Has(Traits.PercentLiterals))
        {
            yield return '%';
            yield return '?';
        }

        if (Has(Traits.ShellHeredocs | Traits.RubyHeredocs | Traits.PhpHeredocs))
        {
            yield return '<';
        }

        if (Has(Traits.StrictCharacters))
        {
            yield return '\'';
        }

        if (Has(Traits.DollarQuotes | Traits.DollarVariables))
        {
            yield return '$';
        }

        if (Has(Traits.PhpTags))
        {
            yield return '?';
        }
    }
}
