using McpContextBrowser.Configuration;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Tests.Configuration;

[TestFixture]
public sealed class UserFoldersTests
{
    [Test]
    public void Linux_follows_XDG_and_ignores_relative_values()
    {
        var plain = new Surroundings(new Dictionary<string, string>(), "/w", "/home/u", SystemKind.Linux);
        var set = plain with { Variables = new Dictionary<string, string> { ["XDG_DATA_HOME"] = Full("/xdg/data"), ["XDG_CONFIG_HOME"] = Full("/xdg/config") } };
        var relative = plain with { Variables = new Dictionary<string, string> { ["XDG_DATA_HOME"] = "data", ["XDG_CONFIG_HOME"] = "" } };
        Assert.Multiple(() =>
        {
            Assert.That(UserFolders.Data(plain), Is.EqualTo(Path.Join("/home/u", ".local", "share", "ctxb")));
            Assert.That(UserFolders.Settings(plain), Is.EqualTo(Path.Join("/home/u", ".config", "ctxb")));
            Assert.That(UserFolders.Data(set), Is.EqualTo(Path.Join(Full("/xdg/data"), "ctxb")));
            Assert.That(UserFolders.Settings(set), Is.EqualTo(Path.Join(Full("/xdg/config"), "ctxb")));
            Assert.That(UserFolders.Data(relative), Is.EqualTo(UserFolders.Data(plain)));
            Assert.That(UserFolders.Settings(relative), Is.EqualTo(UserFolders.Settings(plain)));
        });
    }

    [Test]
    public void MacOS_and_Windows_follow_their_own()
    {
        var mac = new Surroundings(new Dictionary<string, string>(), "/w", "/Users/u", SystemKind.MacOS);
        var windows = new Surroundings(
            new Dictionary<string, string> { ["LOCALAPPDATA"] = @"C:\Users\u\AppData\Local", ["APPDATA"] = @"C:\Users\u\AppData\Roaming" }, @"C:\w", @"C:\Users\u", SystemKind.Windows);
        Assert.Multiple(() =>
        {
            Assert.That(UserFolders.Data(mac), Is.EqualTo(Path.Join("/Users/u", "Library", "Application Support", "ctxb")));
            Assert.That(UserFolders.Settings(mac), Is.EqualTo(Path.Join("/Users/u", ".config", "ctxb")));
            Assert.That(UserFolders.Data(windows), Is.EqualTo(Path.Join(@"C:\Users\u\AppData\Local", "ctxb")));
            Assert.That(UserFolders.Settings(windows), Is.EqualTo(Path.Join(@"C:\Users\u\AppData\Roaming", "ctxb")));
        });
    }

    [Test]
    public void Without_a_home_the_variables_are_named()
    {
        var service = new Surroundings(new Dictionary<string, string>(), "/w", "", SystemKind.Linux);
        Assert.That(() => UserFolders.Data(service), Throws.TypeOf<CtxbException>().With.Property(nameof(CtxbException.Next)).Contains("CTXB_DATA"));
    }

    private static string Full(string path) => Path.GetFullPath(path);
}
