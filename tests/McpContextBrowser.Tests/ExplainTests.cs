using System.Globalization;
using System.Text.RegularExpressions;
using McpContextBrowser.Core;

namespace McpContextBrowser.Tests;

/// <summary>The reasons of a hit are the whole of them: added up and multiplied they give the score that is shown.</summary>
[TestFixture]
public sealed partial class ExplainTests
{
    private const double Rounding = 0.004; // each of a few figures is shown with three digits

    private static readonly string[] Questions =
    [
        "how are sessions closed", "close_sessions", "SessionPool", "src/pool.py", "tests of the pool", "where is the retry policy",
        "Traceback: File \"src/retry.py\", line 3, in backoff", "readme of sessions", "pool retry header", "def parse_header",
    ];

    private BrowserFixture _engine;

    [OneTimeSetUp]
    public void WriteCode()
    {
        _engine = new BrowserFixture();
        _engine.Write("src/pool.py", Many("class SessionPool:\n    def close_sessions(self):\n        for session in self.sessions:\n            session.shutdown()\n\n", "close"));
        _engine.Write("src/retry.py", Many("class RetryPolicy:\n    def backoff(self, attempt):\n        return 2 ** attempt\n\n", "retry"));
        _engine.Write("src/http/header.py", "def parse_header(line):\n    return line.split(':')\n");
        _engine.Write("tests/test_pool.py", "from src.pool import SessionPool\n\ndef test_sessions_are_closed():\n    SessionPool().close_sessions()\n");
        _engine.Write("README.md", "# Sessions\n\nA pool of sessions with a retry policy.\n");
        _engine.Write("examples/use_pool.py", "pool = SessionPool()\npool.close_sessions()\n");
    }

    [OneTimeTearDown]
    public async Task End() => await _engine.DisposeAsync();

    [TestCase(null)]
    [TestCase(1500)]
    public async Task Reasons_add_up_to_the_shown_score(int? tokens)
    {
        var met = new HashSet<string>();
        foreach (var question in Questions)
        {
            var request = new SearchRequest
            {
                Query = question,
                Roots = [_engine.Root],
                Limit = 20,
                Explain = true,
                Cost = new(_ => 30, answer => answer.Hits.Sum(hit => 30 + hit.Text.Length / 3)),
            };
            var answer = await _engine.Browser.SearchAsync(request, null, BrowserFixture.Call with { TokenLimit = tokens }, default);
            Assert.That(answer.Hits, Is.Not.Empty, question);
            foreach (var hit in answer.Hits)
            {
                var sum = 0.0;
                foreach (var line in hit.Reasons!.TakeWhile(line => !line.StartsWith('=')))
                {
                    var match = Factor().Match(line);
                    Assert.That(match.Success, Is.True, line);
                    var value = double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture);
                    sum = match.Groups["sign"].Value == "×" ? sum * value : sum + value;
                    met.Add(match.Groups["what"].Value);
                }

                var told = string.Join("; ", hit.Reasons!);
                Assert.That(hit.Reasons, Has.One.EqualTo(string.Create(CultureInfo.InvariantCulture, $"= {hit.Score:0.000}")), $"{question}, {hit.Path}: {told}");
                Assert.That(sum, Is.EqualTo(hit.Score).Within(Rounding), $"{question}, {hit.Path}: {told}");
            }
        }

        Assert.That(met, Does.Contain("file name").And.Contain("defined names").And.Contain("defines what is asked for").And.Contain("named in the question")
            .And.Contain("as test").And.Contain("as a further piece of its file"), string.Join("; ", met));
    }

    private static string Many(string code, string word) =>
        code + string.Concat(Enumerable.Range(0, 60).Select(i => $"def {word}_sessions_{i}(pool):\n    for session in pool.sessions:\n        session.{word}({i})\n\n\n"));

    [GeneratedRegex(@"^(?:words and meaning (?<value>[\d.]+) of 1|(?<sign>[+×]) (?<value>[\d.]+) (?<what>.+))$", RegexOptions.ExplicitCapture)]
    private static partial Regex Factor();
}
