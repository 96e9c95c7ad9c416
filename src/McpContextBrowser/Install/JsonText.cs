using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpContextBrowser.Install;

/// <summary>
/// Edits JSON with comments as text: only the bytes of one member change, so comments, order, indentation, line ends and foreign
/// entries stay as their owner wrote them.
/// </summary>
internal static class JsonText
{
    private static readonly JsonReaderOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private static readonly JsonDocumentOptions LenientDocument = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The member's value.</summary>
    /// <returns>Null when there is no such member, or the text is empty.</returns>
    /// <exception cref="JsonException">The text is no JSON object, or a part of the path is no object.</exception>
    public static JsonNode? Get(string text, ReadOnlySpan<string> path)
    {
        var at = Locate(text, path);
        return at.Found is { } member ? JsonNode.Parse(Slice(text, member.ValueStart, member.End), documentOptions: LenientDocument) : null;
    }

    /// <summary>Puts a member in, or in place of the one that is there; objects on the way are made.</summary>
    /// <inheritdoc cref="Get"/>
    /// <returns>The text with the member.</returns>
    public static string Put(string text, ReadOnlySpan<string> path, JsonNode value)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            text = "{}\n";
        }

        var layout = Layout.Of(text);
        var at = Locate(text, path);
        if (at.Found is { } old)
        {
            return Replace(text, old.ValueStart, old.End, layout.Write(value, at.Depth));
        }

        for (var i = path.Length - 1; i > at.Depth - 1; i--)
        {
            value = new JsonObject { [path[i]] = value.DeepClone() };
        }

        var member = $"{NameOf(path[at.Depth - 1])}: {layout.Write(value, at.Depth)}";
        var inside = Slice(text, at.Open + 1, at.Close);
        if (at.Members.Count == 0 && inside.AsSpan().IsWhiteSpace())
        {
            return Replace(text, at.Open + 1, at.Close, $"{layout.LineAt(at.Depth)}{member}{layout.LineAt(at.Depth - 1)}");
        }

        var tail = at.Open + 1 + Encoding.UTF8.GetByteCount(inside.TrimEnd());
        if (at.Members.Count == 0)
        {
            return Replace(text, tail, at.Close, $"{layout.LineAt(at.Depth)}{member}{layout.LineAt(at.Depth - 1)}"); // only comments
        }

        var last = at.Members[^1];
        var oneLine = !inside.Contains('\n', StringComparison.Ordinal);
        var added = oneLine ? $" {member} " : $"{layout.LineAt(at.Depth)}{member}{(at.TrailingComma is null ? "" : ",")}{layout.LineAt(at.Depth - 1)}";
        var longer = Replace(text, tail, at.Close, added);
        return at.TrailingComma is null ? Replace(longer, last.End, last.End, ",") : longer;
    }

    /// <summary>Takes a member out, with its comma and its line.</summary>
    /// <inheritdoc cref="Get"/>
    /// <returns>The text without it; the same when there is none.</returns>
    public static string Remove(string text, ReadOnlySpan<string> path)
    {
        var at = Locate(text, path);
        if (at.Found is not { } member)
        {
            return text;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        var index = at.Members.IndexOf(member);
        var (start, end) = (member.Start, member.End);
        var comma = index + 1 < at.Members.Count ? CommaAfter(bytes, member.End) : at.TrailingComma;
        if (comma is { } behind)
        {
            end = behind + 1;
        }

        var (lineStart, lineEnd) = (start, end);
        while (lineStart > 0 && bytes[lineStart - 1] is (byte)' ' or (byte)'\t')
        {
            lineStart--;
        }

        while (lineEnd < bytes.Length && bytes[lineEnd] is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            lineEnd++;
        }

        // A line of its own goes as a whole. A line end before it stays in any case: it may end a comment.
        (start, end) = lineStart > 0 && bytes[lineStart - 1] != '\n' ? (lineStart, end)
            : lineEnd < bytes.Length && bytes[lineEnd] == '\n' ? (lineStart, lineEnd + 1)
            : (start, end);
        var shorter = Replace(text, start, end, "");
        return comma is null && index > 0 && CommaAfter(bytes, at.Members[index - 1].End) is { } before ? Replace(shorter, before, before + 1, "") : shorter;
    }

    /// <summary>Walks to the object that holds, or is to hold, the last part of the path.</summary>
    private static Place Locate(string text, ReadOnlySpan<string> path)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.AsSpan().TrimStart(" \t\r\n"u8).IsEmpty)
        {
            return new(0, 0, 1, [], null, null);
        }

        var reader = new Utf8JsonReader(bytes, Lenient);
        reader.Read();
        for (var depth = 1; ; depth++)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException($"{(depth == 1 ? "the file" : string.Join('.', path[..(depth - 1)].ToArray()))} is no object");
            }

            var open = (int)reader.TokenStartIndex;
            var members = new List<Member>();
            Member? found = null;
            var inner = reader;
            while (inner.Read() && inner.TokenType == JsonTokenType.PropertyName)
            {
                var (name, start) = (inner.GetString()!, (int)inner.TokenStartIndex);
                inner.Read();
                var value = (int)inner.TokenStartIndex;
                var at = inner;
                inner.Skip();
                members.Add(new(name, start, value, (int)inner.BytesConsumed));
                if (name == path[depth - 1])
                {
                    found = members[^1]; // the last of equal names counts, as for every reader
                    reader = at;
                }
            }

            var rest = inner;
            while (rest.Read())
            {
                // what follows must be JSON too
            }

            if (found is null || depth == path.Length)
            {
                return new(open, (int)inner.TokenStartIndex, depth, members, found, members.Count > 0 ? CommaAfter(bytes, members[^1].End) : null);
            }
        }
    }

    /// <summary>The comma behind a value, over blanks and comments.</summary>
    private static int? CommaAfter(ReadOnlySpan<byte> bytes, int at)
    {
        while (at < bytes.Length)
        {
            if (bytes[at..].StartsWith("//"u8))
            {
                at += bytes[at..].IndexOf((byte)'\n') is var end and >= 0 ? end : bytes.Length - at;
            }
            else if (bytes[at..].StartsWith("/*"u8))
            {
                at += bytes[at..].IndexOf("*/"u8) + 2;
            }
            else if (bytes[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                at++;
            }
            else
            {
                return bytes[at] == ',' ? at : null;
            }
        }

        return null;
    }

    private static string NameOf(string name) => $"\"{JsonEncodedText.Encode(name)}\"";

    private static string Slice(string text, int from, int to) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text).AsSpan(from..to));

    private static string Replace(string text, int from, int to, string with)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return string.Concat(Encoding.UTF8.GetString(bytes.AsSpan(0, from)), with, Encoding.UTF8.GetString(bytes.AsSpan(to)));
    }

    /// <param name="Name">Unescaped.</param>
    /// <param name="Start">Offset of its name, in bytes.</param>
    /// <param name="ValueStart">Offset of its value.</param>
    /// <param name="End">Offset behind its value.</param>
    private readonly record struct Member(string Name, int Start, int ValueStart, int End);

    /// <param name="Open">Offset of the object's brace.</param>
    /// <param name="Close">Offset of its closing brace.</param>
    /// <param name="Depth">1 for the root.</param>
    /// <param name="Members">All, in order.</param>
    /// <param name="Found">The one of this part of the path.</param>
    /// <param name="TrailingComma">Offset of a comma behind the last member.</param>
    private readonly record struct Place(int Open, int Close, int Depth, List<Member> Members, Member? Found, int? TrailingComma);

    /// <summary>How the owner of the text lays it out.</summary>
    private readonly record struct Layout(char Indent, int Size, string NewLine)
    {
        public static Layout Of(string text)
        {
            var newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
            var line = text.Split('\n').Skip(1).FirstOrDefault(line => line.StartsWith(' ') || line.StartsWith('\t')) ?? "  ";
            var indent = line[0];
            return new(indent, Math.Clamp(line.Length - line.TrimStart(indent).Length, 1, 8), newLine);
        }

        public string LineAt(int depth) => NewLine + new string(Indent, Size * depth);

        public string Write(JsonNode value, int depth)
        {
            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions
            {
                Indented = true,
                IndentCharacter = Indent,
                IndentSize = Size,
                NewLine = NewLine,
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }))
            {
                value.WriteTo(writer);
            }

            return Encoding.UTF8.GetString(buffer.ToArray()).Replace(NewLine, LineAt(depth), StringComparison.Ordinal);
        }
    }
}
