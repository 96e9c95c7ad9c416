using McpContextBrowser.Configuration;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Tests.Configuration;

[TestFixture]
public sealed class RootChoiceTests
{
    private TemporaryFolder _disk;

    [SetUp]
    public void MakeDisk()
    {
        _disk = new TemporaryFolder();
        _disk.Folder("home");
    }

    [TearDown]
    public void RemoveDisk() => _disk.Dispose();

    [Test]
    public void The_default_is_the_enclosing_repository_of_the_working_directory()
    {
        MakeRepository("repo");
        var inside = _disk.Folder("home", "repo", "src", "deep");
        var roots = At(inside);
        Assert.Multiple(() =>
        {
            Assert.That(roots.ForPerson(null), Is.EqualTo(_disk.Join("home", "repo")));
            Assert.That(roots.ForClient(null), Is.EqualTo(_disk.Join("home", "repo")));
            Assert.That(roots.ForRemoval(null), Is.EqualTo(_disk.Join("home", "repo")));
        });
    }

    [Test]
    public void Outside_of_a_repository_the_working_directory_itself_is_meant()
    {
        var plain = _disk.Folder("home", "plain");
        Assert.That(At(plain).ForPerson(null), Is.EqualTo(plain));
    }

    [Test]
    public void A_guess_is_never_wide()
    {
        MakeRepository("code", "a");
        MakeRepository("code", "b");
        Assert.Multiple(() =>
        {
            Assert.That(() => At(_disk.Join("home")).ForPerson(null), TooWide("home directory"));
            Assert.That(() => At(_disk.Join("home", "code")).ForPerson(null), TooWide("several repositories"));
            Assert.That(() => At(Path.GetPathRoot(_disk.Path)!).ForPerson(null), TooWide("root of a file system"));
        });
    }

    [Test]
    public void A_person_may_name_a_wide_folder_and_a_client_may_not()
    {
        MakeRepository("code", "a");
        MakeRepository("code", "b");
        var roots = At(_disk.Folder("elsewhere"));
        Assert.Multiple(() =>
        {
            Assert.That(roots.ForPerson(_disk.Join("home", "code")), Is.EqualTo(_disk.Join("home", "code")));
            Assert.That(() => roots.ForClient(_disk.Join("home", "code")), TooWide("several repositories"));
            Assert.That(() => roots.ForClient(_disk.Join("home")), TooWide("home directory"));
            Assert.That(() => roots.ForClient("/"), TooWide("root of a file system"));
        });
    }

    [Test]
    public void What_does_not_exist_or_is_a_file_is_said_with_what_to_do()
    {
        var file = _disk.Write("home/repo/a.txt", "x");
        var roots = At(_disk.Join("home"));
        var isFile = Assert.Throws<CtxbException>(() => roots.ForPerson(file));
        Assert.Multiple(() =>
        {
            Assert.That(isFile!.Code, Is.EqualTo(ErrorCodes.PathNotDirectory));
            Assert.That(isFile.Next, Does.Contain(_disk.Join("home", "repo")));
            Assert.That(() => roots.ForPerson("missing"), Throws.TypeOf<CtxbException>().With.Property("Code").EqualTo(ErrorCodes.PathMissing));
            Assert.That(() => roots.ForPerson(""), Throws.TypeOf<CtxbException>().With.Property("Code").EqualTo(ErrorCodes.PathInvalid));
            Assert.That(() => roots.ForClient("a\0b"), Throws.TypeOf<CtxbException>().With.Property("Code").EqualTo(ErrorCodes.PathInvalid));
        });
    }

    [Test]
    public void A_folder_that_is_gone_can_still_be_removed_from_the_index()
    {
        Assert.That(At(_disk.Folder("home")).ForRemoval("gone"), Is.EqualTo(_disk.Join("home", "gone")));
    }

    [Test]
    public void The_index_never_lies_inside_what_is_indexed()
    {
        var repository = _disk.Folder("home", "repo");
        var roots = At(repository, dataDirectory: _disk.Join("home", "repo", ".index"));
        Assert.That(() => roots.ForPerson(repository), Throws.TypeOf<CtxbException>().With.Message.Contains("would index itself"));
    }

    [Test]
    public void Allowed_roots_hold_part_by_part_and_through_links()
    {
        var allowed = _disk.Folder("home", "work");
        _disk.Folder("home", "work", "repo");
        _disk.Folder("home", "work-private");
        var roots = At(allowed, allowedRoots: allowed);
        Assert.Multiple(() =>
        {
            Assert.That(roots.ForClient(_disk.Join("home", "work", "repo")), Is.EqualTo(_disk.Join("home", "work", "repo")));
            Assert.That(() => roots.ForClient(_disk.Join("home", "work-private")), Outside());
            Assert.That(() => roots.ForClient(_disk.Join("home", "work", "..", "work-private")), Outside());
            Assert.That(roots.MayBeRead(_disk.Join("home", "work-private")), Is.False);
        });
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateSymbolicLink(_disk.Join("home", "work", "door"), _disk.Join("home", "work-private"));
            Assert.That(() => roots.ForClient(_disk.Join("home", "work", "door")), Outside());
        }
    }

    /// <summary>The least that git takes for a repository.</summary>
    private void MakeRepository(params string[] belowHome)
    {
        _disk.Folder(["home", .. belowHome, ".git", "objects"]);
        _disk.Write($"home/{string.Join('/', belowHome)}/.git/HEAD", "ref: refs/heads/main\n");
    }

    private RootChoice At(string workingDirectory, string? dataDirectory = null, string? allowedRoots = null) => new(
        new Surroundings(new Dictionary<string, string>(), workingDirectory, _disk.Join("home"), SystemKind.Linux),
        new CtxbConfiguration { DataDirectory = dataDirectory ?? _disk.Join("data"), AllowedRoots = allowedRoots is null ? [] : [allowedRoots] });

    private static NUnit.Framework.Constraints.IResolveConstraint TooWide(string reason) =>
        Throws.TypeOf<CtxbException>().With.Property("Code").EqualTo(ErrorCodes.RootTooWide).And.Message.Contains(reason);

    private static NUnit.Framework.Constraints.IResolveConstraint Outside() =>
        Throws.TypeOf<CtxbException>().With.Property("Code").EqualTo(ErrorCodes.PathOutsideRoots);
}
