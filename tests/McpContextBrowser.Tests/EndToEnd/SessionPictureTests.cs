using System.Net;
using System.Text.RegularExpressions;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>docs/session/session.svg, which README.md shows, is what docs/session/record.py sees in a terminal today.</summary>
[TestFixture]
[Platform(Exclude = "Win", Reason = "the session is typed in a pseudo terminal")]
public sealed partial class SessionPictureTests
{
    [Test]
    public async Task The_picture_of_a_session_shows_what_the_commands_print()
    {
        using var place = new Workplace();
        var drawn = place.Disk.Join("session.svg");
        var script = Path.Join(TestPaths.RepositoryRoot, "docs", "session", "record.py");
        await Programs.NeedAsync("the session", place.Disk.Path, "git", "--version");
        await Programs.NeedAsync("the session", place.Disk.Path, "python3", "--version");
        await place.RunAsync(place.Disk.Path, $"python3 '{script}' --ctxb '{place.Disk.Join("bin", "ctxb")}' --output '{drawn}'");
        var picture = new Document("docs/session/session.svg");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.Copy(drawn, picture.FullPath, overwrite: true);
            return;
        }

        Assert.That(Words(picture.Text), Is.EqualTo(Words(await File.ReadAllTextAsync(drawn))), "If the change is meant, run with UPDATE_GOLDEN=1 and look at the picture.");
        Assert.That(Words(picture.Text), Does.Contain("close_idle_sessions"));
        Assert.That(new Document("README.md").Text, Does.Contain("(docs/session/session.svg)"));
    }

    /// <summary>What is read in the picture, without how long something took.</summary>
    private static string Words(string svg) => WebUtility.HtmlDecode(Seconds().Replace(Element().Replace(svg, ""), "# s"));

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Element();

    [GeneratedRegex(@"\d+\.\d+ s\b")]
    private static partial Regex Seconds();
}
