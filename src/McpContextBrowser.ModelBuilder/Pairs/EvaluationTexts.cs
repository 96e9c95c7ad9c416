using System.Text.Json;
using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Evaluation;

namespace McpContextBrowser.ModelBuilder.Pairs;

/// <summary>The texts of evaluation sets, in their layout: trees below <c>SUITE/_repos</c>, questions in <c>SUITE/NAME/queries.jsonl</c>.</summary>
internal static class EvaluationTexts
{
    /// <returns>The texts to keep away from, and how many they are.</returns>
    /// <exception cref="Core.Contracts.CtxbException">The folder holds none.</exception>
    public static (NearDuplicates Texts, int Files, int Questions) Read(string folder, CancellationToken cancellationToken)
    {
        var texts = new NearDuplicates();
        var chunker = new Chunker(new ChunkingOptions());
        var (files, questions) = (0, 0);
        foreach (var suite in Directory.Exists(folder) ? Directory.GetDirectories(folder).Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
        {
            foreach (var set in Directory.GetDirectories(suite).Order(StringComparer.Ordinal))
            {
                if (File.Exists(Path.Join(set, "queries.jsonl")))
                {
                    foreach (var line in File.ReadLines(Path.Join(set, "queries.jsonl")))
                    {
                        using var question = JsonDocument.Parse(line);
                        texts.Add(question.RootElement.GetProperty("text").GetString()!);
                        questions++;
                    }
                }
            }

            foreach (var tree in Directory.Exists(Path.Join(suite, "_repos")) ? Directory.GetDirectories(Path.Join(suite, "_repos")).Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
            {
                foreach (var entry in new RepoWalker(new FilesOptions()).Walk(tree, cancellationToken).Where(entry => entry.Skip is null && LanguageTable.IsCode(LanguageTable.ForPath(entry.Path))))
                {
                    if (TextDecoder.Decode(File.ReadAllBytes(entry.Path.UnderRoot(tree)), out var text) == SkipReason.None)
                    {
                        var language = LanguageTable.ForPath(entry.Path);
                        texts.Add(Bare(new(entry.Path, language, text, chunker.Scan(text, language))));
                        files++;
                    }
                }
            }
        }

        return questions > 0
            ? (texts, files, questions)
            : throw Repositories.RepositoryList.Refused($"{folder} holds no evaluation set.", "Name the folder that holds them: without it, what the model is measured on could be learnt.");
    }

    /// <summary>A file without its licence, which thousands of files share that have nothing else in common.</summary>
    public static string Bare(SourceText source)
    {
        var first = Array.LastIndexOf(source.Scanned.Lines, LineClass.Licence) + 1;
        return source.Text[source.Scanned.LineStarts[first]..];
    }
}
