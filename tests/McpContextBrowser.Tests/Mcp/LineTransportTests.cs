using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpContextBrowser.Mcp;
using ModelContextProtocol.Protocol;

namespace McpContextBrowser.Tests.Mcp;

/// <summary>Lines in, messages out; what is no message is answered by the codes of JSON-RPC 2.0.</summary>
[TestFixture]
public sealed class LineTransportTests
{
    private Pipe _toServer;
    private Pipe _toClient;
    private LineTransport _transport;
    private StreamReader _answers;
    private ManualTime _time;

    [SetUp]
    public void Connect()
    {
        (_toServer, _toClient, _time) = (new(), new(), new());
        _transport = new LineTransport(_toServer.Reader.AsStream(), _toClient.Writer.AsStream(), _time);
        _answers = new StreamReader(_toClient.Reader.AsStream());
    }

    [TearDown]
    public async Task Disconnect()
    {
        await _toServer.Writer.CompleteAsync();
        await _transport.DisposeAsync();
        _answers.Dispose();
    }

    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"ping"}""", typeof(JsonRpcRequest))]
    [TestCase(""" {"id":"a","method":"ping","jsonrpc":"2.0","params":{},"more":1} """, typeof(JsonRpcRequest))]
    [TestCase("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\r", typeof(JsonRpcRequest))]
    [TestCase("""{"jsonrpc":"2.0","method":"notifications/initialized"}""", typeof(JsonRpcNotification))]
    [TestCase("""{"jsonrpc":"2.0","id":1,"result":{}}""", typeof(JsonRpcResponse))]
    [TestCase("""{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"m"}}""", typeof(JsonRpcError))]
    public async Task A_message_is_handed_on(string line, Type kind)
    {
        await SendAsync(line);
        Assert.That(await _transport.MessageReader.ReadAsync(), Is.TypeOf(kind));
    }

    [TestCase("{", -32700, "null")]
    [TestCase("hello", -32700, "null")]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"ping"} {}""", -32700, "null")]
    [TestCase("""{"jsonrpc":"2.0","id":NaN,"method":"ping"}""", -32700, "null")]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":4,"method":"ping"}""", -32700, "null")]
    [TestCase("[]", -32600, "null")]
    [TestCase("""[{"jsonrpc":"2.0","id":1,"method":"ping"}]""", -32600, "null")]
    [TestCase("null", -32600, "null")]
    [TestCase("\"ping\"", -32600, "null")]
    [TestCase("""{"id":5,"method":"ping"}""", -32600, "5")]
    [TestCase("""{"jsonrpc":"1.0","id":"x","method":"ping"}""", -32600, "\"x\"")]
    [TestCase("""{"jsonrpc":2.0,"id":5,"method":"ping"}""", -32600, "5")]
    [TestCase("""{"jsonrpc":"2.0","id":5}""", -32600, "5")]
    [TestCase("""{"jsonrpc":"2.0","id":5,"method":7}""", -32600, "5")]
    [TestCase("""{"jsonrpc":"2.0","id":5,"result":{},"error":{"code":1,"message":"m"}}""", -32600, "5")]
    [TestCase("""{"jsonrpc":"2.0","id":5,"error":"m"}""", -32600, "5")]
    [TestCase("""{"jsonrpc":"2.0","id":null,"method":"ping"}""", -32600, "null")]
    [TestCase("""{"jsonrpc":"2.0","id":1.5,"method":"ping"}""", -32600, "null")]
    [TestCase("""{"jsonrpc":"2.0","id":[1],"method":"ping"}""", -32600, "null")]
    [TestCase("""{"jsonrpc":"2.0","id":99999999999999999999,"method":"ping"}""", -32600, "null")]
    public async Task What_is_no_message_is_told_so_and_the_next_one_is_taken(string line, int code, string id)
    {
        await SendAsync(line);
        await AssertRefusedAsync(code, id);
        await SendAsync("""{"jsonrpc":"2.0","id":1,"method":"ping"}""");
        Assert.That(await _transport.MessageReader.ReadAsync(), Is.TypeOf<JsonRpcRequest>());
    }

    [Test]
    public async Task What_was_asked_before_the_client_closed_its_side_is_still_answered()
    {
        await SendAsync("""{"jsonrpc":"2.0","id":1,"method":"ping"}""");
        await SendAsync("""{"jsonrpc":"2.0","id":"b","method":"ping"}""");
        await SendAsync("""{"jsonrpc":"2.0","id":3,"method":"ping"}""");
        await SendAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":3}}""");
        await _toServer.Writer.CompleteAsync();
        for (var i = 0; i < 4; i++)
        {
            await _transport.MessageReader.ReadAsync();
        }

        await _transport.SendMessageAsync(new JsonRpcResponse { Id = new(1), Result = new JsonObject() });
        Assert.That(await _answers.ReadLineAsync(), Does.Contain("\"id\":1"));
        Assert.That(_transport.MessageReader.Completion.IsCompleted, Is.False, "one is open");
        await _transport.SendMessageAsync(new JsonRpcError { Id = new("b"), Error = new() { Code = -1, Message = "m" } });
        Assert.That(await _answers.ReadLineAsync(), Does.Contain("\"id\":\"b\""));
        await _transport.MessageReader.Completion;
    }

    [Test]
    public async Task What_is_not_answered_in_time_holds_up_nobody_after_the_client_closed_its_side()
    {
        await SendAsync("""{"jsonrpc":"2.0","id":1,"method":"ping"}""");
        await _toServer.Writer.CompleteAsync();
        await _transport.MessageReader.ReadAsync();
        await _time.SomebodyWaitsAsync(LineTransport.LastAnswers);
        _time.Advance(LineTransport.LastAnswers);
        await _transport.MessageReader.Completion;
    }

    [Test]
    public async Task It_is_known_when_the_first_message_has_left()
    {
        Assert.That(_transport.FirstMessageSent.IsCompleted, Is.False);
        await SendAsync("[");
        await AssertRefusedAsync(-32700, "null");
        await _transport.FirstMessageSent;
    }

    [Test]
    public async Task What_is_not_UTF8_is_no_JSON()
    {
        await SendAsync([.. "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""u8, 0xff, 0xc0, .. "\"}"u8]);
        await AssertRefusedAsync(-32700, "null");
    }

    [TestCase(64, null)]
    [TestCase(65, -32700)]
    [TestCase(200_000, -32700)]
    public async Task Nesting_has_an_end(int depth, int? code)
    {
        await SendAsync("""{"jsonrpc":"2.0","id":1,"method":"ping","params":""" + new string('[', depth - 1) + new string(']', depth - 1) + "}");
        if (code is { } refused)
        {
            await AssertRefusedAsync(refused, "null");
        }
        else
        {
            Assert.That(await _transport.MessageReader.ReadAsync(), Is.TypeOf<JsonRpcRequest>());
        }
    }

    [TestCase("x", "x", "null")]
    [TestCase("""{"jsonrpc":"2.0","id":7,"method":"m","params":{"id":8,"q":"x""", "x\"}}", "7")]
    [TestCase("""{"method":"m","params":{"q":["x""", """x"],"id":8},"jsonrpc":"2.0", "id" : "a\\}b" } """, "\"a\\\\}b\"")]
    [TestCase("""{"method":"\"id\":3,x""", """x","jsonrpc":"2.0","id":null}""", "null")]
    [TestCase("""{"id":"x""", "x\"}", "null")]
    [TestCase("""{"id":[1],"q":"x""", "x\"}", "null")]
    public async Task A_line_beyond_the_limit_is_refused_by_its_id_and_not_held(string beginning, string end, string id)
    {
        foreach (var length in new[] { LineTransport.LongestLine, 10 << 20 })
        {
            await SendAsync(beginning + new string('x', length) + end);
            await AssertRefusedAsync(-32600, id);
        }

        await SendAsync("""{"jsonrpc":"2.0","id":7,"method":"ping"}""");
        Assert.That(((JsonRpcRequest)await _transport.MessageReader.ReadAsync()).Id, Is.EqualTo(new RequestId(7)));
    }

    [Test]
    public async Task Empty_lines_mean_nothing_and_a_last_line_needs_no_end()
    {
        await SendAsync("\n  \n\r");
        await _toServer.Writer.WriteAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}"""u8.ToArray());
        await _toServer.Writer.CompleteAsync();
        Assert.That(await _transport.MessageReader.ReadAsync(), Is.TypeOf<JsonRpcNotification>());
        Assert.That(await _transport.MessageReader.WaitToReadAsync(), Is.False, "the client is gone");
    }

    [Test]
    public async Task Messages_of_many_calls_never_mix()
    {
        var sending = Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => _transport.SendMessageAsync(
            new JsonRpcResponse { Id = new RequestId(i), Result = new string('é', i * 7) }))));
        var ids = new HashSet<int>();
        for (var i = 0; i < 200; i++)
        {
            var answer = JsonElement.Parse((await _answers.ReadLineAsync())!);
            ids.Add(answer.GetProperty("id").GetInt32());
            Assert.That(answer.GetProperty("result").GetString(), Has.Length.EqualTo(answer.GetProperty("id").GetInt32() * 7));
        }

        await sending;
        Assert.That(ids, Has.Count.EqualTo(200));
    }

    [TestCase("""a\ud83d""", "a\ufffd")]
    [TestCase("""\ude00b""", "\ufffdb")]
    [TestCase("""\ud83d\ude00""", "\ud83d\ude00")]
    [TestCase("""\ud83d\ud83d\ude00""", "\ufffd\ud83d\ude00")]
    [TestCase("""\\ud83d""", """\ud83d""")]
    [TestCase("""\u00e9\n""", "é\n")]
    [TestCase("""\uD83D\n""", "\ufffd\n")]
    public async Task Half_a_character_becomes_the_sign_for_one(string escaped, string text)
    {
        await SendAsync($$$"""{"jsonrpc":"2.0","id":1,"method":"m","params":{"text":"{{{escaped}}}"}}""");
        var request = (JsonRpcRequest)await _transport.MessageReader.ReadAsync();
        Assert.That(request.Params!["text"]!.GetValue<string>(), Is.EqualTo(text));
    }

    private Task SendAsync(string line) => SendAsync(Encoding.UTF8.GetBytes(line));

    private async Task SendAsync(byte[] line)
    {
        await _toServer.Writer.WriteAsync(line);
        await _toServer.Writer.WriteAsync("\n"u8.ToArray());
    }

    private async Task AssertRefusedAsync(int code, string id)
    {
        var answer = JsonElement.Parse((await _answers.ReadLineAsync())!);
        Assert.Multiple(() =>
        {
            Assert.That(answer.GetProperty("jsonrpc").GetString(), Is.EqualTo("2.0"));
            Assert.That(answer.GetProperty("error").GetProperty("code").GetInt32(), Is.EqualTo(code));
            Assert.That(answer.GetProperty("id").GetRawText(), Is.EqualTo(id));
        });
    }
}
