using System.Text.Json;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Configuration;

/// <summary>Reads a <c>ctxb.json</c>: objects are the part of a key before the dot; comments and trailing commas are fine.</summary>
internal static class SettingsFile
{
    private const int LargestBytes = 1 << 20; // a settings file is small; a repository's own could be anything

    /// <summary>Reads the user's own file.</summary>
    /// <returns>Key and values in the order of the file; empty when there is no file.</returns>
    /// <exception cref="CtxbException">The file cannot be read, or is no JSON object.</exception>
    public static IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            return new FileInfo(path).Length <= LargestBytes ? Parse(path, File.ReadAllBytes(path)) : throw TooLarge(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CtxbException(ErrorCodes.ConfigurationInvalid, $"{path} cannot be read: {problem.Message}", "Make it readable, or remove it.", problem);
        }
    }

    /// <summary>Reads a repository's file as any other file of a stranger: a link, a pipe or a device is not opened.</summary>
    /// <param name="root">Folder of the repository.</param>
    /// <param name="name">Name of the file in it.</param>
    /// <inheritdoc cref="Read"/>
    public static IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> ReadUntrusted(string root, string name)
    {
        using var folder = SourceFolder.Open(root);
        using var file = folder.Read(RelativePath.FromNormalised(name), LargestBytes);
        var path = Path.Join(root, name);
        return file.Failure switch
        {
            SkipReason.None => Parse(path, file.Bytes),
            SkipReason.TooLarge => throw TooLarge(path),
            _ => [],
        };
    }

    private static List<KeyValuePair<string, IReadOnlyList<string>>> Parse(string path, ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new CtxbException(ErrorCodes.ConfigurationInvalid, $"{path} is no JSON object.", "Write { \"search\": { \"limit\": 20 } }, for example.");
            }

            var settings = new List<KeyValuePair<string, IReadOnlyList<string>>>();
            Flatten("", document.RootElement, settings);
            return settings;
        }
        catch (JsonException problem)
        {
            throw new CtxbException(
                ErrorCodes.ConfigurationInvalid,
                $"{path} is no JSON: line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}.",
                "Mend that line, or remove the file to take the defaults.",
                problem);
        }
    }

    private static CtxbException TooLarge(string path) => new(ErrorCodes.ConfigurationInvalid, $"{path} is larger than 1 MiB.", "Keep only settings in it.");

    private static void Flatten(string prefix, JsonElement element, List<KeyValuePair<string, IReadOnlyList<string>>> into)
    {
        foreach (var property in element.EnumerateObject())
        {
            var key = prefix + property.Name;
            if (key == "$schema")
            {
                continue; // for editors
            }

            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                Flatten(key + ".", property.Value, into);
                continue;
            }

            IReadOnlyList<string> values = property.Value.ValueKind == JsonValueKind.Array
                ? [.. property.Value.EnumerateArray().Select(Text)]
                : [Text(property.Value)];
            into.Add(new(key, values));
        }
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
