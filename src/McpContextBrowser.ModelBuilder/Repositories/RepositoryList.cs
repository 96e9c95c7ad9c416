using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Evaluation;

namespace McpContextBrowser.ModelBuilder.Repositories;

/// <summary>Reads <c>repos.tsv</c>: a line of names, then repository, commit, licence and split, between tabs.</summary>
internal static class RepositoryList
{
    private const string Head = "repo\tcommit\tlicence\tsplit";

    /// <exception cref="CtxbException">A line is not of this form, names what is denied, or a repository stands twice.</exception>
    public static IReadOnlyList<RepositoryRow> Parse(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        if (lines[0] != Head)
        {
            throw Refused($"The list of repositories begins with '{lines[0]}'.", $"Let its first line be '{Head.Replace("\t", "<tab>", StringComparison.Ordinal)}'.");
        }

        var rows = new List<RepositoryRow>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (number, line) in lines.Index().Skip(1).Where(line => line.Item.Length > 0))
        {
            var row = Row(line) ?? throw Refused($"Line {number + 1} of the list of repositories is '{line}'.", "Write owner/name, a full commit name, SPDX ids, and train or check, with tabs between.");
            DenyList.Refuse(row.Name);
            Licences.RefuseUnlessAllowed(row);
            if (!seen.Add(row.Name))
            {
                throw Refused($"{row.Name} stands twice in the list of repositories.", "Remove one of the lines.");
            }

            rows.Add(row);
        }

        return rows;
    }

    private static RepositoryRow? Row(string line) =>
        line.Split('\t') is [var name, var commit, { Length: > 0 } licence, var split]
        && name.Split('/') is [{ Length: > 0 }, { Length: > 0 }]
        && GitHead.IsId(commit)
        && Enum.TryParse<Split>(split, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed)
            ? new(name, commit, licence, parsed)
            : null;

    internal static CtxbException Refused(string what, string todo) => new(ErrorCodes.ArgumentInvalid, what, todo);
}
