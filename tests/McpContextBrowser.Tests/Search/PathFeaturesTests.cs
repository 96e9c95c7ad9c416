using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Tests.Search;

public sealed class PathFeaturesTests
{
    [TestCase("src/http/HttpServer.cs", "http serv =httpserver", "src http")]
    [TestCase("src/de/mod.rs", "de", "src de")]
    [TestCase("packages/core/index.ts", "cor", "packag cor")]
    [TestCase("lua/mini/init.lua", "mini", "lua mini")]
    [TestCase("index.ts", "index", "")]
    [TestCase(".gitignore", "gitign", "")]
    [TestCase("a/foo.test.ts", "foo test", "a")]
    public void Stem_and_folders_become_words(string path, string stem, string folder)
    {
        var features = Read(path);
        Assert.That(string.Join(' ', features.Stem.Select(word => word.Stem)), Is.EqualTo(stem));
        Assert.That(string.Join(' ', features.Folder.Select(word => word.Stem)), Is.EqualTo(folder));
    }

    [TestCase("src/parser.cs", PathClasses.None)]
    [TestCase("tests/parser.cs", PathClasses.Test)]
    [TestCase("src/test_parser.py", PathClasses.Test)]
    [TestCase("src/ParserTests.cs", PathClasses.Test)]
    [TestCase("src/latest.py", PathClasses.None)]
    [TestCase("examples/tests/a.py", PathClasses.Example | PathClasses.Test)]
    [TestCase("benchmarks/a.py", PathClasses.Benchmark)]
    [TestCase("pydantic/v1/main.py", PathClasses.Compatibility)]
    [TestCase("vendor/lib.go", PathClasses.Vendored)]
    [TestCase("api/service.pb.go", PathClasses.Vendored)]
    [TestCase("Form1.Designer.cs", PathClasses.Vendored)]
    [TestCase("README.md", PathClasses.Document)]
    [TestCase("LICENSE", PathClasses.Document)]
    [TestCase("docs/guide.md", PathClasses.Example | PathClasses.Document)]
    [TestCase("package.json", PathClasses.Document)]
    [TestCase("src/json.ts", PathClasses.None)]
    public void Paths_fall_into_classes(string path, PathClasses classes) => Assert.That(Read(path).Classes, Is.EqualTo(classes));

    private static PathFeatures Read(string path) => new PathFeatures.Reader().Read(RelativePath.FromNormalised(path));
}
