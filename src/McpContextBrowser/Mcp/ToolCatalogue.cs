using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace McpContextBrowser.Mcp;

/// <summary>
/// What <c>tools/list</c> answers, always in this order. Every client keeps it in its context for a whole session, so it is short:
/// a test holds it below 6,000 bytes. Only canonical arguments stand here; <see cref="ToolArguments"/> accepts the familiar aliases.
/// </summary>
internal static class ToolCatalogue
{
    private const string Path =
        """
        "path": { "type": "string", "description": "Repository folder, absolute. Default: that of the working directory" }
        """;

    // Lines of one string, since not every client can send what may be a string or a list; a list is taken too.
    private const string Paths =
        """
        "path": { "type": "string", "description": "Repository folder, absolute; several: one a line. Default: that of the working directory" }
        """;

    private const string Narrowing =
        """
        "max_tokens": { "type": "integer", "minimum": 200, "maximum": 20000, "default": 4000, "description": "Size of the whole answer" },
        "limit": { "type": "integer", "minimum": 1, "maximum": 100, "default": 40 },
        "cursor": { "type": "string", "description": "From the last answer: more of it" },
        "session": { "type": "string", "description": "A name of yours: leaves out what it was shown before" },
        "extensions": { "type": "array", "items": { "type": "string" }, "description": "Only these, as cs" },
        "languages": { "type": "array", "items": { "type": "string" }, "description": "Only these, as csharp" },
        "globs": { "type": "array", "items": { "type": "string" }, "description": "Only these paths, as src/**" }
        """;

    private const string Hits =
        """
        {
          "type": "object", "required": ["roots", "hits", "coverage", "fresh"],
          "properties": {
            "roots": { "type": "array", "items": { "type": "string" } },
            "hits": {
              "type": "array",
              "items": {
                "type": "object", "required": ["path", "startLine", "endLine", "score"],
                "properties": {
                  "path": { "type": "string" }, "startLine": { "type": "integer" }, "endLine": { "type": "integer" }, "score": { "type": "number" },
                  "symbol": { "type": "string" }, "kind": { "type": "string" }, "form": { "enum": ["outline", "signature", "excerpt"] }
                }
              }
            },
            "coverage": { "type": "object" }, "fresh": { "type": "boolean" }, "cursor": { "type": "string" },
            "absent": { "type": "array" }, "skippedBy": { "type": "array" }
          }
        }
        """;

    private static readonly ToolAnnotations Reads = new() { ReadOnlyHint = true, OpenWorldHint = false };

    public static IReadOnlyList<Tool> Tools { get; } =
    [
        new()
        {
            Name = ToolNames.Search,
            Title = "Search code",
            Description = "Finds code by meaning, by words or by symbol and returns the pieces with file and lines. Ask a question or name an identifier; "
                + "prefer it to grep when you do not know the exact text. Indexes on first use; always current.",
            InputSchema = Schema(
                $$"""
                {
                  "type": "object", "required": ["query"],
                  "properties": {
                    "query": { "type": "string", "description": "Question, words or identifier" },
                    "mode": { "enum": ["ranked", "exact", "regex"], "default": "ranked" },
                    {{Paths}},
                    {{Narrowing}},
                    "explain": { "type": "boolean", "description": "Add why each hit ranks where it does" }
                  }
                }
                """),
            OutputSchema = Schema(Hits),
            Annotations = Reads,
        },
        new()
        {
            Name = ToolNames.Similar,
            Title = "Find similar code",
            Description = "Finds code like a given piece: a place in a file, or a snippet. Use it before writing a helper that may exist already.",
            InputSchema = Schema(
                $$"""
                {
                  "type": "object",
                  "properties": {
                    "file": { "type": "string", "description": "File below path" },
                    "line": { "type": "integer", "minimum": 1, "description": "Line in file" },
                    "snippet": { "type": "string", "description": "Code, instead of file" },
                    {{Path}},
                    {{Narrowing}}
                  }
                }
                """),
            OutputSchema = Schema(Hits),
            Annotations = Reads,
        },
        new()
        {
            Name = ToolNames.Index,
            Title = "Index a repository",
            Description = "Brings a folder into the index, or up to date. Seldom needed: a search does it by itself.",
            InputSchema = Schema(
                $$"""
                {
                  "type": "object",
                  "properties": {
                    {{Path}},
                    "force": { "type": "boolean", "description": "Read every file again" },
                    "ignore_patterns": { "type": "array", "items": { "type": "string" }, "description": "Further .gitignore patterns" },
                    "wait": { "type": "boolean", "default": true, "description": "false: answer at once, index in the background" }
                  }
                }
                """),
            OutputSchema = Schema(
                """
                {
                  "type": "object", "required": ["root", "state"],
                  "properties": { "root": { "type": "string" }, "state": { "enum": ["ready", "indexing"] }, "report": { "type": "object" } }
                }
                """),
            Annotations = new() { ReadOnlyHint = false, DestructiveHint = false, IdempotentHint = true, OpenWorldHint = false },
        },
        new()
        {
            Name = ToolNames.Status,
            Title = "Indexing status",
            Description = "Tells what the index holds: files, chunks, what was skipped and why, and how far a running job is.",
            InputSchema = Schema(
                """
                {
                  "type": "object",
                  "properties": {
                    "path": { "type": "string", "description": "One folder. Default: all" },
                    "skipped": { "type": "boolean", "description": "List each skipped path with its rule" }
                  }
                }
                """),
            OutputSchema = Schema(
                """
                {
                  "type": "object", "required": ["trees"],
                  "properties": {
                    "trees": {
                      "type": "array",
                      "items": {
                        "type": "object", "required": ["root", "state"],
                        "properties": {
                          "root": { "type": "string" }, "state": { "type": "string" }, "files": { "type": "integer" }, "chunks": { "type": "integer" },
                          "skipped": { "type": "object" }
                        }
                      }
                    }
                  }
                }
                """),
            Annotations = Reads,
        },
        Clear(""),
    ];

    /// <summary>The last of them for a client that must say it twice.</summary>
    public static Tool ConfirmedClear { get; } = Clear(""", "confirm": { "type": "string", "description": "From the answer to the first call" }""");

    private static Tool Clear(string more) => new()
    {
        Name = ToolNames.Clear,
        Title = "Clear the index",
        Description = "Removes a folder from the index; its files are not touched.",
        InputSchema = Schema($$"""{ "type": "object", "properties": { {{Path}}{{more}} } }"""),
        OutputSchema = Schema(
            """
            {
              "type": "object", "required": ["roots", "bytesFreed"],
              "properties": { "roots": { "type": "array", "items": { "type": "string" } }, "bytesFreed": { "type": "integer" } }
            }
            """),
        Annotations = new() { ReadOnlyHint = false, DestructiveHint = true, IdempotentHint = true, OpenWorldHint = false },
    };

    private static JsonElement Schema(string json) => JsonElement.Parse(json);
}
