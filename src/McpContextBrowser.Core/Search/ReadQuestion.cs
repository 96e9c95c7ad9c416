using McpContextBrowser.Core.Lexical;

namespace McpContextBrowser.Core.Search;

/// <summary>A question after reading, against one of the trees it is asked of: what it is about, and what confines its answers.</summary>
internal sealed class ReadQuestion
{
    private ReadQuestion(AnalyzedQuery query, bool[]? allowed, PathMentions mentions)
    {
        Query = query;
        Allowed = allowed;
        Mentions = mentions;
    }

    public AnalyzedQuery Query { get; }

    /// <summary>Files that may answer, by place; null allows all.</summary>
    public bool[]? Allowed { get; }

    /// <summary>Files that the question names by path.</summary>
    public PathMentions Mentions { get; }

    /// <summary>Texts must match all of these.</summary>
    public IReadOnlyList<TextPattern> Patterns { get; private init; } = [];

    /// <summary>True when the question can be answered without its phrases: an error message quotes names that stand in no file.</summary>
    public bool HasWordsBeside { get; private init; }

    /// <summary>True for <c>sym:</c>.</summary>
    public bool DefinitionsOnly { get; private init; }

    /// <summary>True for <c>refs:</c>: what matches in a definition of the name is no use of it.</summary>
    public bool UsesOnly { get; private init; }

    /// <summary>True when the question is one path or glob, and some tree has files that it names: they alone answer.</summary>
    public bool NamedPathsOnly { get; private init; }

    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>True when files answer by what they are or hold, not by likeness.</summary>
    public bool IsNarrow => Patterns.Count > 0 || DefinitionsOnly || NamedPathsOnly;

    public bool Allows(int place) => Allowed?[place] != false;

    /// <summary>Reads a question against each of the trees that it is asked of; all read the same words.</summary>
    public static ReadQuestion[] Of(IReadOnlyList<SearchCorpus> trees, Question question) =>
        question.Mode == SearchMode.Ranked ? OfRanked(trees, question) : OfPattern(trees, question);

    private static ReadQuestion[] OfPattern(IReadOnlyList<SearchCorpus> trees, Question question)
    {
        var query = QueryAnalysis.Analyze(question.Text, trees[0].Options);
        TextPattern[] patterns = [question.Mode == SearchMode.Exact ? TextPattern.Literal(question.Text) : TextPattern.Expression(question.Text)];
        return [.. trees.Select(tree => new ReadQuestion(query, AllowedBy(tree, question.Filter, null), PathMentions.None) { Patterns = patterns })];
    }

    private static ReadQuestion[] OfRanked(IReadOnlyList<SearchCorpus> trees, Question question)
    {
        var options = trees[0].Options;
        var syntax = QuestionSyntax.Parse(question.Text, options);
        var query = (syntax.Symbol ?? syntax.Mentioned) is { } symbol
            ? QueryAnalysis.AnalyzeSymbol(symbol, options)
            : QueryAnalysis.Analyze(syntax.Words, options);
        var mentions = PathMentions.Find(trees, query.Text);
        var notes = new List<string>();
        var phrases = question.PhrasesAreWords ? [] : syntax.Phrases;
        if (question.PhrasesAreWords)
        {
            notes.Add("No file holds what is in quotes as it is written; these answer to the words.");
        }

        if (syntax.Phrases.Count == 0 && Array.TrueForAll(mentions, mentioned => mentioned.Files.Count == 0))
        {
            query = Mended(trees, query, syntax.Symbol is not null, notes);
        }

        var patterns = phrases.Select(TextPattern.Literal).ToList();
        if (syntax is { Symbol: null, Mentioned: { } mentioned })
        {
            patterns.Add(TextPattern.Name(query.Names is [var name, ..] ? name.Name : mentioned));
            notes.Add("Places where the name is written; which definition of it is meant is not looked at.");
        }

        return [.. trees.Select((tree, i) => new ReadQuestion(query, AllowedBy(tree, question.Filter, syntax.Filter), mentions[i])
        {
            Patterns = patterns,
            DefinitionsOnly = syntax.Symbol is not null,
            UsesOnly = syntax is { Symbol: null, Mentioned: not null },
            NamedPathsOnly = mentions.Any(mentioned => mentioned is { IsWhole: true, Files.Count: > 0 }),
            HasWordsBeside = phrases.Count > 0 && syntax is { HasWordsBeside: true, Mentioned: null, Symbol: null },
            Notes = notes,
        })];
    }

    /// <summary>
    /// Mends typing errors when nothing in any tree answers to what is written: a symbol query whose whole name occurs nowhere,
    /// <c>sym:</c> without a definition, or words of which none occurs. Stop words are left alone. The answer says so.
    /// </summary>
    private static AnalyzedQuery Mended(IReadOnlyList<SearchCorpus> trees, AnalyzedQuery query, bool definitionsOnly, List<string> notes)
    {
        var names = query.Names.Select(name => name.Name);
        string[] unknown =
            definitionsOnly ? trees.Any(tree => new DefinitionBoost(tree, query).Files.Count > 0) ? [] : [.. names]
            : query.Class == QueryClass.Symbol ? [.. names.Where(name => trees.All(tree => tree.ChunkFrequency(DefinitionBoost.LookUpTerm(name)) == 0))]
            : query.Terms.Any(term => trees.Any(tree => Occurs(tree, term.Term))) ? []
            : [.. TermWord.Read(query.Text).Where(word => !word.IsCompound && query.Terms.Any(term => term.Term == word.Term)).Select(word => word.Word).Distinct()];
        var text = query.Text;
        foreach (var name in unknown)
        {
            if (SpellingFix.Nearest(trees, name, query.Class == QueryClass.Symbol) is { } nearest)
            {
                text = text.Replace(name, nearest, StringComparison.OrdinalIgnoreCase);
                notes.Add($"Nothing here is called '{name}'; searched for '{nearest}'.");
            }
        }

        return notes.Count == 0 ? query
            : query.Class == QueryClass.Symbol ? QueryAnalysis.AnalyzeSymbol(text, trees[0].Options)
            : QueryAnalysis.Analyze(text, trees[0].Options);
    }

    private static bool Occurs(SearchCorpus corpus, ulong term) =>
        corpus.ChunkFrequency(term) > 0 || !corpus.PathWords.StemFiles(term).IsEmpty || !corpus.PathWords.FolderFiles(term).IsEmpty;

    private static bool[]? AllowedBy(SearchCorpus corpus, PlaceFilter? filter, PlaceFilter? second) =>
        filter is null && second is null
            ? null
            : [.. corpus.View.Places.Select(place => filter?.Allows(place) != false && second?.Allows(place) != false)];
}
