namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>docs/eval.md is run as it stands, over the example project.</summary>
[TestFixture]
public sealed class EvalDocumentTests
{
    [Test]
    public Task The_examples_of_the_document_print_what_it_shows() => new Transcript(new Document("docs/eval.md")).CheckAsync();
}
