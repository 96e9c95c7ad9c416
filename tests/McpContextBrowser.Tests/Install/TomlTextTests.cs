using McpContextBrowser.Install;

namespace McpContextBrowser.Tests.Install;

[TestFixture]
public sealed class TomlTextTests
{
    private const string Foreign =
        """
        # my settings
        model = "o3"
        note = '''
        [mcp_servers.ctxb]
        '''

        [mcp_servers.other] # keep
        command = "other"
        args = [
          "a", # [
          "b",
        ]

        # about profiles
        [profiles.fast]
        model = "mini"

        """;

    private static readonly string Entry = "[mcp_servers.ctxb]\ncommand = \"ctxb\"\nargs = [\"serve\"]\n";

    [Test]
    public void The_table_goes_to_the_end_and_comes_out_again()
    {
        var text = Foreign.ReplaceLineEndings("\n");
        var put = Put(text);
        Assert.Multiple(() =>
        {
            Assert.That(put, Is.EqualTo(text + "\n" + Entry));
            Assert.That(Put(put), Is.EqualTo(put), "twice is once");
            Assert.That(TomlText.Has(text, "mcp_servers", "ctxb"), Is.False, "a text that looks like it is none");
            Assert.That(TomlText.Has(put, "mcp_servers", "ctxb"), Is.True);
            Assert.That(TomlText.Remove(put, "mcp_servers", "ctxb"), Is.EqualTo(text));
            Assert.That(Put(""), Is.EqualTo(Entry));
            Assert.That(TomlText.Remove(Entry, "mcp_servers", "ctxb"), Is.Empty);
        });
    }

    [Test]
    public void Of_an_older_table_only_program_and_words_change()
    {
        const string Before = "[mcp_servers.\"ctxb\"] # mine\ncommand = \"old\"\nstartup_timeout_sec = 20\nargs = [\n  \"x\", # ]\n  \"y\"\n]\nenabled = true\n\n# next\n[mcp_servers.ctxb.env]\nA = \"1\"\n\n[z]\n";
        var put = Put(Before);
        Assert.Multiple(() =>
        {
            Assert.That(put, Is.EqualTo("[mcp_servers.\"ctxb\"] # mine\ncommand = \"ctxb\"\nargs = [\"serve\"]\nstartup_timeout_sec = 20\nenabled = true\n\n# next\n[mcp_servers.ctxb.env]\nA = \"1\"\n\n[z]\n"));
            Assert.That(TomlText.Remove(put, "mcp_servers", "ctxb"), Does.Not.Contain("ctxb.env").And.Not.Contain("timeout").And.EndWith("[z]\n"));
        });
    }

    [Test]
    public void A_path_of_Windows_is_readable_and_its_line_ends_stay()
    {
        var put = TomlText.Put("a = 1\r\n", "mcp_servers", "ctxb", @"C:\tools\ctxb.exe", ["serve"]);
        Assert.That(put, Is.EqualTo("a = 1\r\n\r\n[mcp_servers.ctxb]\r\ncommand = 'C:\\tools\\ctxb.exe'\r\nargs = [\"serve\"]\r\n"));
        Assert.That(TomlText.Put(put, "mcp_servers", "ctxb", @"C:\tools\ctxb.exe", ["serve"]), Is.EqualTo(put));
    }

    [TestCase("mcp_servers = { ctxb = { command = \"x\" } }\n")]
    [TestCase("mcp_servers.ctxb.command = \"x\"\n")]
    public void Servers_in_one_line_are_left_alone(string text)
    {
        Assert.That(() => Put(text), Throws.TypeOf<FormatException>().With.Message.Contains("line 1"));
    }

    private static string Put(string text) => TomlText.Put(text, "mcp_servers", "ctxb", "ctxb", ["serve"]);
}
