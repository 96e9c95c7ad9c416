using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

internal static class Protobuf
{
    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["protobuf"],
        Comments = [new("//"), new("/*", "*/")],
        Strings = [new("\""), new("'")],
        Keywords =
        [
            new("package", Namespace) { Name = NameRule.Qualified, Where = Position.Statement, Body = BodyRule.None },
            new("message", Struct) { Where = Position.Statement, Follow = "{" },
            new("enum", DefinitionKind.Enum) { Where = Position.Statement, Follow = "{", Scope = ScopeKind.Constants },
            new("service", Interface) { Where = Position.Statement, Follow = "{" },
            new("rpc", Function) { Where = Position.Statement, Follow = "(" },
            new("oneof", Union) { Where = Position.Statement, Follow = "{" },
        ],
        ControlWords = ["import", "option", "syntax", "reserved", "extensions", "returns"],
    };
}
