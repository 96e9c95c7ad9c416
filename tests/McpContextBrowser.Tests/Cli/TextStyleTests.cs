using McpContextBrowser.Cli;

namespace McpContextBrowser.Tests.Cli;

[TestFixture]
public sealed class TextStyleTests
{
    [TestCase("", false, true, true)]
    [TestCase("", true, false, false)]
    [TestCase("NO_COLOR=1", false, false, true)]
    [TestCase("NO_COLOR=1 FORCE_COLOR=1", false, false, true, Description = "who wants none is heard first")]
    [TestCase("FORCE_COLOR=1", true, true, false)]
    [TestCase("FORCE_COLOR=0", true, false, false)]
    [TestCase("TERM=dumb", false, false, false)]
    [TestCase("CI=true", false, true, false, Description = "a job's log keeps every line")]
    public void Colour_and_redrawing_follow_the_stream_and_the_variables(string variables, bool redirected, bool colour, bool redraws)
    {
        var values = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        var style = TextStyle.Of(redirected, 80, values.GetValueOrDefault);
        Assert.That((style.IsTerminal, style.Colour, style.Redraws), Is.EqualTo((!redirected, colour, redraws)));
        Assert.That(style.Width, Is.EqualTo(redirected ? int.MaxValue : 80));
    }

    [TestCase(ColourChoice.Auto, "", true, false)]
    [TestCase(ColourChoice.Always, "", true, true)]
    [TestCase(ColourChoice.Always, "NO_COLOR", false, true)]
    [TestCase(ColourChoice.Never, "FORCE_COLOR", false, false)]
    public void What_is_typed_is_stronger_than_the_variables(object choice, string set, bool redirected, bool colour)
    {
        var style = TextStyle.Of(redirected, 80, name => name == set ? "1" : null).With((ColourChoice)choice);
        Assert.That((style.IsTerminal, style.Colour), Is.EqualTo((!redirected, colour)));
    }
}
