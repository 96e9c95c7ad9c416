using System.Text;
using System.Text.RegularExpressions;
using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Search;
using McpContextBrowser.Evaluation;
using McpContextBrowser.ModelBuilder.Repositories;

namespace McpContextBrowser.ModelBuilder.Pairs;

/// <summary>Takes all pairs out of one repository, after its licence files have confirmed what the list says.</summary>
/// <param name="folder">Where the git directories are.</param>
/// <param name="evaluation">What must not be learnt.</param>
/// <param name="variables">Of the environment, to find git.</param>
internal sealed partial class PairMiner(string folder, NearDuplicates evaluation, IReadOnlyDictionary<string, string> variables)
{
    private const int MostCommits = 4_000; // looked at
    private const int MostCommitPairs = 1_500;
    private const int MostOfAKind = 8_000; // so that no large repository outweighs the others

    private readonly Chunker _chunker = new(new ChunkingOptions());
    private readonly FilesOptions _options = new();

    [GeneratedRegex("""^(?:(?:mit-)?(?:licen[cs]e|copying|unlicense)(?:[-._].*)?|mit\.txt)$""", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex LicenceName();

    /// <summary>Looks whether the repository is there and under the licence that the list names.</summary>
    /// <exception cref="CtxbException">It is not.</exception>
    public async Task VerifyAsync(RepositoryRow row, CancellationToken cancellationToken)
    {
        await using var snapshot = await GitSnapshot.OpenAsync(row, folder, variables, cancellationToken);
        Licences.Verify(row, await LicenceFilesAsync(snapshot, await snapshot.FilesAsync(cancellationToken), cancellationToken));
    }

    /// <summary>Mines a repository.</summary>
    /// <exception cref="CtxbException">The repository is not there, or its licence is not what the list says.</exception>
    public async Task<MinedRepository> MineAsync(RepositoryRow row, CancellationToken cancellationToken)
    {
        await using var snapshot = await GitSnapshot.OpenAsync(row, folder, variables, cancellationToken);
        var files = await snapshot.FilesAsync(cancellationToken);
        var proof = Licences.Verify(row, await LicenceFilesAsync(snapshot, files, cancellationToken));
        var pairs = new List<Pair>();
        var duplicates = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files.Where(file => IsSource(file.Path) && FileFilter.BeforeReading(file.Path, file.Size, _options) is null))
        {
            if (await snapshot.ReadAsync(file, cancellationToken) is not { } bytes || Read(file.Path, bytes) is not { } source)
            {
                continue;
            }

            if (evaluation.Contains(EvaluationTexts.Bare(source)))
            {
                duplicates.Add(file.Path.Value);
                continue;
            }

            pairs.AddRange(source.Language == "markdown" ? ReadmePairs.In(source) : CodePairs.In(source));
        }

        var known = pairs.Count;
        await snapshot.CommitsAsync(
            MostCommits,
            commit =>
            {
                pairs.AddRange(CommitPairs.In(commit).Where(pair => !duplicates.Contains(pair.Path)));
                return pairs.Count < known + MostCommitPairs;
            },
            cancellationToken);

        var found = pairs.Count;
        var seen = new HashSet<UInt128>();
        pairs.RemoveAll(pair => !seen.Add(Key(pair)));
        var repeated = found - pairs.Count;
        var asked = pairs.RemoveAll(pair => evaluation.Contains(pair.Query));
        return new(row, proof, Fair(pairs), duplicates.Count, asked, repeated);
    }

    private static bool IsSource(RelativePath path) =>
        LanguageTable.ForPath(path) is var language && (LanguageTable.IsCode(language) || language == "markdown") && (PathRules.Of(path) & PathClasses.Vendored) == 0;

    /// <summary>A file that says what the repository itself is under, not what it brings along or links to.</summary>
    private static bool IsLicence(RelativePath path) =>
        path.Name.ToString() is var name && LicenceName().IsMatch(name)
        && !name.Contains("binary", StringComparison.OrdinalIgnoreCase) && !name.Contains("third", StringComparison.OrdinalIgnoreCase);

    private SourceText? Read(RelativePath path, byte[] bytes)
    {
        var language = LanguageTable.ForContent(path, bytes);
        return FileFilter.AfterReading(language, bytes) is null && TextDecoder.Decode(bytes, out var text) == SkipReason.None
            ? new(path, language, text, _chunker.Scan(text, language))
            : null;
    }

    /// <summary>The licence files at the top, in <c>LICENSES/</c>, or, where there is none, one folder down.</summary>
    private static async Task<IReadOnlyList<(string Path, string Text)>> LicenceFilesAsync(GitSnapshot snapshot, IReadOnlyList<SnapshotFile> files, CancellationToken cancellationToken)
    {
        var top = files.Where(file => file.Path.Parent.IsRoot && IsLicence(file.Path) || file.Path.Parent.Value is "LICENSES").ToList();
        var named = top.Count > 0 ? top : files.Where(file => file.Path.Parent.Parent.IsRoot && IsLicence(file.Path)).ToList();
        var texts = new List<(string, string)>();
        foreach (var file in named)
        {
            if (await snapshot.ReadAsync(file, cancellationToken) is { } bytes)
            {
                texts.Add((file.Path.Value, Encoding.UTF8.GetString(bytes)));
            }
        }

        return texts;
    }

    /// <summary>Keeps at most so many pairs of each kind, chosen by their own letters, in their order.</summary>
    private static List<Pair> Fair(List<Pair> pairs)
    {
        var limits = pairs.GroupBy(pair => pair.Kind).Where(kind => kind.Count() > MostOfAKind)
            .ToDictionary(kind => kind.Key, kind => kind.Select(Key).Order().ElementAt(MostOfAKind));
        return limits.Count == 0 ? pairs : pairs.FindAll(pair => !limits.TryGetValue(pair.Kind, out var limit) || Key(pair) < limit);
    }

    /// <summary>Tells a text and its code from others; where they stand does not count.</summary>
    private static UInt128 Key(Pair pair) => new(Fold(pair.Query), Fold(pair.Document));

    private static ulong Fold(string text)
    {
        var hash = (ulong)text.Length;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 1099511628211ul;
            hash ^= hash >> 29;
        }

        return Hash.Mix(hash);
    }
}
