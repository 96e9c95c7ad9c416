using McpContextBrowser.Install;

namespace McpContextBrowser.Tests.Install;

public sealed class OwnProgramTests
{
    private readonly TemporaryFolder _disk = new();

    [OneTimeTearDown]
    public void RemoveDisk() => _disk.Dispose();

    [TestCase("ctxb")]
    [TestCase("ctxb.exe")]
    [TestCase("ctxb.cmd")]
    public void Of_an_installed_tool_it_is_the_entry_that_an_update_leaves_where_it_is(string entry)
    {
        _disk.Write($"{entry}-tools/{entry}", "");
        _disk.Write($"{entry}-tools/.store/pack/1.0.0/any/ctxb", "");
        Assert.That(OwnProgram.PathOf(_disk.Join($"{entry}-tools/.store/pack/1.0.0/any/ctxb")), Is.EqualTo(_disk.Join($"{entry}-tools/{entry}")));
    }

    [Test]
    public void Elsewhere_it_is_the_program_that_runs()
    {
        Assert.That(OwnProgram.PathOf(_disk.Join("bin/ctxb")), Is.EqualTo(_disk.Join("bin/ctxb")));
        Assert.That(OwnProgram.PathOf(_disk.Join("bare/.store/1.0.0/ctxb")), Is.EqualTo(_disk.Join("bare/.store/1.0.0/ctxb")), "a store without an entry beside it");
    }

    [TestCase(null)]
    [TestCase("/usr/lib/dotnet/dotnet")]
    public void Started_by_another_program_it_is_what_the_shell_finds(string? running) =>
        Assert.That(OwnProgram.PathOf(running), Is.EqualTo("ctxb"));
}
