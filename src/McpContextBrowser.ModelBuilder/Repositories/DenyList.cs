using System.Reflection;

namespace McpContextBrowser.ModelBuilder.Repositories;

/// <summary>
/// Repositories that the model must never see, because its quality is measured on them: those of the evaluation sets and the names
/// under which they are also known, and their forks. <c>denied.txt</c>, one a line, <c>owner/*</c> for all of an owner.
/// </summary>
internal static class DenyList
{
    private static readonly HashSet<string> Denied = Read();

    /// <exception cref="Core.Contracts.CtxbException">The repository is on the list.</exception>
    public static void Refuse(string repository)
    {
        if (Denied.Contains(repository) || Denied.Contains(repository.Split('/')[0] + "/*"))
        {
            throw RepositoryList.Refused($"{repository} is a repository that the model is evaluated on, or a fork of one.", "Remove it from the list: a model that has seen it cannot be measured.");
        }
    }

    private static HashSet<string> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("McpContextBrowser.ModelBuilder.Repositories.denied.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n').Where(line => line.Length > 0 && line[0] != '#').ToHashSet(StringComparer.OrdinalIgnoreCase);
    }
}
