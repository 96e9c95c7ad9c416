using System.Text;
using System.Text.Json;
using McpContextBrowser.Mcp;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpContextBrowser.Tests.Mcp;

[TestFixture]
public sealed class ToolCatalogueTests
{
    private const int MostBytes = 6000; // every client carries the list in its context

    private static readonly JsonSerializerOptions Readable = new(McpJsonUtilities.DefaultOptions) { WriteIndented = true };

    [Test]
    public void The_list_is_what_was_reviewed()
    {
        Golden.Matches("Mcp", "tools.json", JsonSerializer.Serialize(new ListToolsResult { Tools = [.. ToolCatalogue.Tools] }, Readable));
    }

    [Test]
    public void The_list_is_short()
    {
        var bytes = Encoding.UTF8.GetByteCount(JsonSerializer.Serialize(new ListToolsResult { Tools = [.. ToolCatalogue.Tools] }, McpJsonUtilities.DefaultOptions));
        Assert.That(bytes, Is.LessThanOrEqualTo(MostBytes));
        TestContext.Out.WriteLine($"tools/list: {bytes} bytes");
    }

    [Test]
    public void Every_tool_has_a_title_a_description_and_says_whether_it_writes()
    {
        foreach (var tool in ToolCatalogue.Tools)
        {
            Assert.Multiple(() =>
            {
                Assert.That(tool.Title, Is.Not.Empty);
                Assert.That(tool.Description, Is.Not.Empty);
                Assert.That(tool.Annotations!.ReadOnlyHint, Is.EqualTo(tool.Name is not (ToolNames.Index or ToolNames.Clear)));
                Assert.That(tool.OutputSchema, Is.Not.Null);
            });
        }
    }
}
