using McpContextBrowser.Configuration;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Tests.Configuration;

[TestFixture]
public sealed class ConfigLoaderTests
{
    private static readonly Dictionary<string, (string Option, string Value)> NoOptions = [];

    private TemporaryFolder _home;

    [SetUp]
    public void MakeHome() => _home = new TemporaryFolder();

    [TearDown]
    public void RemoveHome() => _home.Dispose();

    [Test]
    public void Without_any_source_the_defaults_hold()
    {
        var configuration = ConfigLoader.Load(With(), NoOptions);
        Assert.Multiple(() =>
        {
            Assert.That(configuration.DataDirectory, Is.EqualTo(_home.Join(".local", "share", "ctxb")));
            Assert.That(configuration.KeyFile, Is.EqualTo(_home.Join(".config", "ctxb", "master.key")));
            Assert.That(configuration.SearchLimit, Is.EqualTo(10));
            Assert.That(configuration.Embedding.Provider, Is.EqualTo("builtin"));
            Assert.That(configuration.MasterKey, Is.Null);
            Assert.That(configuration.Origins, Is.Empty);
        });
    }

    [Test]
    public void The_later_source_wins_file_then_variable_then_option()
    {
        _home.Write(".config/ctxb/ctxb.json", """{ "search": { "limit": 20 }, "data": "/from-file", /* a comment */ "serve.readOnly": true, }""");
        var file = ConfigLoader.Load(With(), NoOptions);
        var variable = ConfigLoader.Load(With(("CTXB_DATA", "/from-variable"), ("CTXB_SEARCH_LIMIT", "30")), NoOptions);
        var option = ConfigLoader.Load(With(("CTXB_DATA", "/from-variable")), new Dictionary<string, (string, string)> { ["data"] = ("--data", _home.Join("here")) });
        Assert.Multiple(() =>
        {
            Assert.That((file.DataDirectory, file.SearchLimit, file.ReadOnly), Is.EqualTo((Path.GetFullPath("/from-file"), 20, true)));
            Assert.That((variable.DataDirectory, variable.SearchLimit), Is.EqualTo((Path.GetFullPath("/from-variable"), 30)));
            Assert.That(option.DataDirectory, Is.EqualTo(_home.Join("here")));
            Assert.That(option.Origins["data"], Is.EqualTo("--data"));
            Assert.That(variable.Origins["search.limit"], Is.EqualTo("CTXB_SEARCH_LIMIT"));
            Assert.That(file.Origins["search.limit"], Is.EqualTo(_home.Join(".config", "ctxb", "ctxb.json")));
        });
    }

    [Test]
    public void All_problems_are_told_together_with_key_value_range_and_origin()
    {
        var file = _home.Write(".config/ctxb/ctxb.json", """{ "search": { "limit": 0, "limits": 3 }, "store": "litedb", "serve": { "allowedRoots": ["relative"] } }""");
        var problem = Assert.Throws<CtxbException>(() => ConfigLoader.Load(With(("CTXB_EMBEDDING", "word2vec"), ("CTXB_SERVE_READ_ONLY", "perhaps"), ("CTXB_DATA", "relative"), ("CTXB_FILES_MAX_DEPTH", "1000")), NoOptions));
        Assert.That(problem!.Message, Is.EqualTo(
            $"""
            8 settings are not usable:
              search.limits is no setting (in {file}); did you mean search.limit?
              store is "litedb"; use sqlite (the only one there is). It comes from {file}.
              serve.allowedRoots is "relative"; use absolute paths. It comes from {file}.
              data is "relative"; use an absolute path. It comes from CTXB_DATA.
              embedding is "word2vec"; use one of builtin, gemini, ollama, openai, voyage, none. It comes from CTXB_EMBEDDING.
              serve.readOnly is "perhaps"; use true or false. It comes from CTXB_SERVE_READ_ONLY.
              search.limit is 0; use 1 to 1,000. It comes from {file}.
              files.maxDepth is 1000; use 1 to 512. It comes from CTXB_FILES_MAX_DEPTH.
            """.ReplaceLineEndings("\n")));
        Assert.That(problem.Code, Is.EqualTo(ErrorCodes.ConfigurationInvalid));
    }

    [Test]
    public void A_list_in_a_variable_is_separated_as_PATH_is()
    {
        var (a, b) = (_home.Join("a"), _home.Join("b"));
        Assert.That(ConfigLoader.Load(With(("CTXB_SERVE_ALLOWED_ROOTS", $"{a}{Path.PathSeparator}{b}")), NoOptions).AllowedRoots, Is.EqualTo(new[] { a, b }));
    }

    [Test]
    public void The_master_key_is_taken_from_its_variable_and_nowhere_else()
    {
        Assert.That(ConfigLoader.Load(With(("CTXB_MASTER_KEY", "secret")), NoOptions).MasterKey, Is.EqualTo("secret"));
        _home.Write(".config/ctxb/ctxb.json", """{ "masterKey": "secret" }""");
        var problem = Assert.Throws<CtxbException>(() => ConfigLoader.Load(With(), NoOptions));
        Assert.That(problem!.Message, Does.StartWith("masterKey is no setting").And.Not.Contain("secret"));
    }

    [Test]
    public void A_variable_that_looks_like_a_setting_and_is_none_is_noted()
    {
        var notes = ConfigLoader.Load(With(("CTXB_DATTA", "x"), ("CTXB_SOMETHING_ELSE", "y"), ("OTHER", "z")), NoOptions).Notes;
        Assert.That(notes, Is.EqualTo(new[]
        {
            "CTXB_DATTA is no setting and has no effect; did you mean CTXB_DATA?",
            "CTXB_SOMETHING_ELSE is no setting and has no effect",
        }));
    }

    [TestCase("{ \"search\": ", "is no JSON: line 1")]
    [TestCase("[]", "is no JSON object")]
    public void A_file_that_cannot_be_understood_is_named(string text, string what)
    {
        var file = _home.Write(".config/ctxb/ctxb.json", text);
        var problem = Assert.Throws<CtxbException>(() => ConfigLoader.Load(With(), NoOptions));
        Assert.That(problem!.Message, Does.StartWith($"{file} {what}"));
    }

    [Test]
    public void A_file_of_more_than_a_mebibyte_is_refused()
    {
        _home.Write(".config/ctxb/ctxb.json", "{ \"search\": { \"limit\": 5 } }" + new string(' ', 1 << 20));
        Assert.That(() => ConfigLoader.Load(With(), NoOptions), Throws.TypeOf<CtxbException>().With.Message.Contains("larger than 1 MiB"));
    }

    [Test]
    public void A_repository_may_not_set_what_could_harm_its_reader()
    {
        var configuration = ConfigLoader.Load(With(), NoOptions);
        var root = _home.Folder("repo");
        _home.Write("repo/ctxb.json", """{ "$schema": "x", "data": "/tmp/theirs", "embedding": "builtin", "nonsense": 1 }""");
        var problem = Assert.Throws<CtxbException>(() => ConfigLoader.WithRepository(configuration, root));
        Assert.That(problem!.Message, Does.Contain("data may not be set by a repository").And.Contain("embedding may not be set").And.Contain("nonsense is no setting"));
    }

    [Test]
    public void A_repository_may_set_what_a_walk_takes_in_and_the_users_own_word_is_stronger()
    {
        _home.Write("repo/ctxb.json", """{ "files": { "maxFileBytes": 2048, "maxDepth": 9, "ignorePatterns": ["*.gen.cs", "vendor/"] } }""");
        var configuration = ConfigLoader.WithRepository(ConfigLoader.Load(With(("CTXB_FILES_MAX_DEPTH", "5")), NoOptions), _home.Join("repo"));
        Assert.Multiple(() =>
        {
            Assert.That(configuration.Files.MaxFileBytes, Is.EqualTo(2048));
            Assert.That(configuration.Files.MaxDepth, Is.EqualTo(5));
            Assert.That(configuration.Files.IgnorePatterns, Is.EqualTo(new[] { "*.gen.cs", "vendor/" }));
        });
    }

    [TestCase(1024)]
    [TestCase(8 << 20)]
    [TestCase(64 << 20)]
    public void The_size_limit_of_files_may_be_anything_that_the_page_of_settings_says(int bytes)
    {
        var files = ConfigLoader.Load(With(("CTXB_FILES_MAX_FILE_BYTES", $"{bytes}")), NoOptions).Files;
        Assert.That(files.MaxFileBytes, Is.EqualTo(bytes));
        Assert.That(files.MaxBytesOf(RelativePath.FromNormalised("long.cs")), Is.EqualTo(Math.Max(bytes, FilesOptions.CodeBytes)));
    }

    [TestCase(1023)]
    [TestCase((64 << 20) + 1)]
    public void A_size_limit_out_of_range_is_told_by_the_name_of_its_setting(int bytes) =>
        Assert.That(
            () => ConfigLoader.Load(With(("CTXB_FILES_MAX_FILE_BYTES", $"{bytes}")), NoOptions),
            Throws.TypeOf<CtxbException>().With.Message.Contains($"files.maxFileBytes is {bytes}; use 1024 to 67108864").And.Message.Not.Contains("maxCodeBytes"));

    [Test]
    public void A_link_in_place_of_a_repositorys_file_is_not_followed()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("making links needs a privilege on Windows");
        }

        var elsewhere = _home.Write("elsewhere.json", """{ "files": { "maxDepth": 3 } }""");
        var root = _home.Folder("repo");
        File.CreateSymbolicLink(Path.Join(root, "ctxb.json"), elsewhere);
        Assert.That(ConfigLoader.WithRepository(ConfigLoader.Load(With(), NoOptions), root).Files.MaxDepth, Is.EqualTo(256));
    }

    [Test]
    public void A_repository_without_a_file_changes_nothing()
    {
        var configuration = ConfigLoader.Load(With(), NoOptions);
        Assert.That(ConfigLoader.WithRepository(configuration, _home.Path).DataDirectory, Is.EqualTo(configuration.DataDirectory));
    }

    private Surroundings With(params (string Name, string Value)[] variables) =>
        new(variables.ToDictionary(v => v.Name, v => v.Value), _home.Path, _home.Path, SystemKind.Linux);
}
