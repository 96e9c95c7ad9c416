using System.IO.Pipelines;
using McpContextBrowser.Configuration;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.Mcp;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpContextBrowser.Tests.Mcp;

/// <summary>A client is not kept waiting: over a clock that the test moves, and an embedder that answers when the test lets it.</summary>
[TestFixture]
public sealed class PatienceTests
{
    private ManualTime _time;
    private MasterKeyText _master;
    private TemporaryFolder _disk;
    private HeldEmbedder _embedder;
    private ToolEngine _engine;
    private McpServer _server;
    private McpClient _client;

    [SetUp]
    public async Task Serve()
    {
        var (toServer, toClient) = (new Pipe(), new Pipe());
        _time = new ManualTime();
        _master = new MasterKeyText(new string('7', 64), "test");
        _disk = new TemporaryFolder();
        _disk.Write("repo/pool.py", "class Pool:\n    def close_sessions(self):\n        for session in self.sessions:\n            session.shutdown()\n");
        _embedder = new HeldEmbedder(new StaticEmbedder(StaticModel.Open(StaticModel.DefaultPath)));
        var surroundings = new Surroundings(new Dictionary<string, string>(), _disk.Join("repo"), _disk.Path, SystemKind.Linux);
        var configuration = new CtxbConfiguration { DataDirectory = _disk.Join("data") };
        _engine = new ToolEngine(configuration, Compose, _time, NullLogger.Instance);
        var calls = new ToolCalls(_engine, ClientReach.OfOwner(configuration, surroundings), NullLogger.Instance);
        _server = McpServer.Create(new StreamServerTransport(toServer.Reader.AsStream(), toClient.Writer.AsStream()), McpSession.Options(calls));
        _ = _server.RunAsync();
        _client = await McpClient.CreateAsync(new StreamClientTransport(toServer.Writer.AsStream(), toClient.Reader.AsStream()));
    }

    [TearDown]
    public async Task Stop()
    {
        _embedder.LetGo();
        await _client.DisposeAsync();
        await _server.DisposeAsync();
        await _engine.DisposeAsync();
        _master.Dispose();
        _disk.Dispose();
    }

    [Test]
    public async Task A_first_question_that_would_wait_longer_than_five_seconds_is_answered_with_progress_and_indexing_goes_on()
    {
        _embedder.Hold(EmbeddingSide.Document);
        var asked = CallAsync(ToolNames.Search, ("query", "where are sessions closed"));
        await _embedder.Reached;
        await _time.SomebodyWaitsAsync(TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(5));
        var first = await asked;
        _embedder.LetGo();
        var indexed = await CallAsync(ToolNames.Index); // joins the run that goes on
        var second = await CallAsync(ToolNames.Search, ("query", "where are sessions closed"));
        Assert.Multiple(() =>
        {
            Assert.That(first.IsError, Is.Not.True, Text(first));
            Assert.That(Text(first), Does.Contain("still to be indexed, which goes on in the background").And.Contain("0 of 1"));
            Assert.That(first.StructuredContent!.Value.GetProperty("coverage").GetProperty("filesPending").GetInt32(), Is.EqualTo(1));
            Assert.That(Text(indexed), Does.Contain("is indexed: 1 file"));
            Assert.That(Text(second), Does.Contain("pool.py:1-4").And.Not.Contain("still to be indexed"));
        });
    }

    [Test]
    public async Task A_question_that_is_not_answered_in_time_is_given_up_in_words_and_the_server_lives()
    {
        await CallAsync(ToolNames.Index);
        _embedder.Hold(EmbeddingSide.Query);
        var asked = CallAsync(ToolNames.Search, ("query", "where are sessions closed"));
        await _embedder.Reached;
        _time.Advance(TimeSpan.FromMinutes(2));
        var late = await asked;
        _embedder.LetGo();
        var again = await CallAsync(ToolNames.Search, ("query", "where are sessions closed"));
        Assert.Multiple(() =>
        {
            Assert.That(late.IsError, Is.True);
            Assert.That(Text(late), Does.StartWith("No answer within the 120 s").And.EndWith($"({ErrorCodes.DeadlinePassed})"));
            Assert.That(Text(again), Does.Contain("pool.py:1-4"));
        });
    }

    [Test]
    public async Task Indexing_that_a_client_waits_for_has_no_deadline()
    {
        _embedder.Hold(EmbeddingSide.Document);
        var asked = CallAsync(ToolNames.Index);
        await _embedder.Reached;
        _time.Advance(TimeSpan.FromHours(2));
        _embedder.LetGo();
        Assert.That(Text(await asked), Does.Contain("is indexed: 1 file"));
    }

    private ContextBrowser Compose(CtxbConfiguration configuration) => new(new BrowserOptions
    {
        DataFolder = configuration.DataDirectory,
        MasterKey = _master,
        Embedder = _ => new(_embedder),
        Time = _time,
    });

    private async Task<CallToolResult> CallAsync(string tool, params (string Name, object? Value)[] arguments) =>
        await _client.CallToolAsync(tool, arguments.Append((Name: "path", Value: (object?)_disk.Join("repo"))).ToDictionary(a => a.Name, a => a.Value));

    private static string Text(CallToolResult result) => ((TextContentBlock)result.Content[0]).Text;

    /// <summary>The shipped embedder, which waits on one side while it is held.</summary>
    private sealed class HeldEmbedder(StaticEmbedder inner) : IEmbedder
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource? _held;
        private EmbeddingSide _side;

        /// <summary>Ends when the first call waits.</summary>
        public Task Reached => _reached.Task;

        public string ModelId => inner.ModelId;

        public int Dimensions => inner.Dimensions;

        public void Hold(EmbeddingSide side) => (_side, _held) = (side, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

        public void LetGo()
        {
            _held?.TrySetResult();
            _held = null;
        }

        public async ValueTask EmbedAsync(
            IReadOnlyList<ReadOnlyMemory<char>> texts, EmbeddingSide side, Memory<float> vectors, CallContext call, CancellationToken cancellationToken)
        {
            if (_held is { } held && side == _side)
            {
                _reached.TrySetResult();
                await held.Task.WaitAsync(cancellationToken);
            }

            await inner.EmbedAsync(texts, side, vectors, call, cancellationToken);
        }
    }
}
