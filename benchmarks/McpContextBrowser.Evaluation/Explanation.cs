using System.Globalization;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Evaluation;

/// <summary>Prints why the first files of an answer stand where they do, to compare with a reference run.</summary>
internal static class Explanation
{
    public static void Print(SearchCorpus corpus, Ranking ranking, int files)
    {
        Console.WriteLine($"{ranking.Query.Class}: {string.Join(' ', ranking.Query.Terms.Select(term => term.Text))}");
        Console.WriteLine($"names: {string.Join(' ', ranking.Query.Names.Select(name => name.Name))}");
        foreach (var file in ranking.Files.Take(files))
        {
            var reasons = file.Reasons;
            var chunk = corpus.ChunkAt(file.Chunks[0].Chunk);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{file.Score:F4} {corpus.View.Places[file.Place].Path} {chunk.StartLine}-{chunk.EndLine}  base {reasons.Base:F3} cosine {reasons.Cosine:F3} "
                + $"stem {reasons.StemBoost:F3} dir {reasons.DirectoryBoost:F3} symbol {reasons.SymbolBoost:F3} definition {reasons.DefinitionBoost:F3} related {reasons.RelatedBoost:F3} "
                + $"penalty {reasons.Penalty:F2} {reasons.Penalised}"));
            Console.WriteLine("      chunks " + string.Join(' ', file.Chunks.Take(3).Select(c => string.Create(
                CultureInfo.InvariantCulture, $"{corpus.ChunkAt(c.Chunk).StartLine}: lexical {c.Lexical:F3} symbol {c.Symbol:F3} cosine {c.Cosine:F3};"))));
            Console.WriteLine("      terms " + string.Join(' ', (file.Chunks[0].Terms ?? []).Take(12).Select(term => string.Create(
                CultureInfo.InvariantCulture, $"{term.Term}:{term.Rarity:F2}×({term.Body},{term.Comment},{term.Symbol})"))));
        }
    }
}
