using System.Globalization;
using System.Text;
using System.Text.Json;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Evaluation;

/// <summary>Questions as lines of JSON, one each.</summary>
internal static class GoldenFile
{
    /// <exception cref="CtxbException">The file cannot be read, or a line is no question; the line is named.</exception>
    public static IReadOnlyList<GoldenQuestion> Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CtxbException(ErrorCodes.PathMissing, $"{path} cannot be read: {problem.Message}", "Name a file of questions, one JSON object a line.", problem);
        }

        var found = new List<GoldenQuestion>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, line) in lines.Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)))
        {
            var golden = Parse(line, path, index + 1);
            if (!ids.Add(golden.Id))
            {
                throw Wrong(path, index + 1, $"the id '{golden.Id}' stands there a second time", null);
            }

            found.Add(golden);
        }

        return found.Count > 0 ? found : throw new CtxbException(ErrorCodes.ArgumentInvalid, $"{path} holds no question.", Form);
    }

    public static string Write(IEnumerable<GoldenQuestion> goldens)
    {
        var text = new StringBuilder();
        foreach (var golden in goldens)
        {
            text.Append(JsonSerializer.Serialize(golden, EvaluationJson.Readable.GoldenQuestion)).Append('\n');
        }

        return text.ToString();
    }

    private const string Form = """A question is written {"id":"1","text":"where are sessions closed","targets":[{"path":"src/Session.cs","line":40}]}; line is optional.""";

    private static GoldenQuestion Parse(string line, string path, int number)
    {
        try
        {
            var golden = JsonSerializer.Deserialize(line, EvaluationJson.Readable.GoldenQuestion)!;
            return string.IsNullOrWhiteSpace(golden.Text) || golden.Targets is not { Count: > 0 } || golden.Targets.Any(target => string.IsNullOrEmpty(target.Path))
                ? throw Wrong(path, number, "text or targets are empty", null)
                : golden with { Kind = string.IsNullOrWhiteSpace(golden.Kind) ? GoldenQuestion.Given : golden.Kind }; // a generated reader sets what is missing to null
        }
        catch (JsonException problem)
        {
            throw Wrong(path, number, "it is no question", problem);
        }
    }

    private static CtxbException Wrong(string path, int number, string what, Exception? cause) =>
        new(ErrorCodes.ArgumentInvalid, string.Create(CultureInfo.InvariantCulture, $"{path}, line {number}: {what}."), Form, cause);
}
