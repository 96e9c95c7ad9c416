using System.Text;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Tests.Files;

public sealed class LanguageTableTests
{
    [TestCase("src/A.cs", "csharp")]
    [TestCase("a.PY", "python")]
    [TestCase("x.test.tsx", "tsx")]
    [TestCase("x.d.ts", "typescript")]
    [TestCase("x.jsx", "javascript")]
    [TestCase("a.h", "c")]
    [TestCase("a.hpp", "cpp")]
    [TestCase("Dockerfile", "dockerfile")]
    [TestCase("Dockerfile.prod", "dockerfile")]
    [TestCase("prod.dockerfile", "dockerfile")]
    [TestCase("Makefile", "makefile")]
    [TestCase("Makefile.linux", "makefile")]
    [TestCase("CMakeLists.txt", "cmake")]
    [TestCase("Rakefile", "ruby")]
    [TestCase("build", "text", Description = "not Bazel's BUILD")]
    [TestCase("BUILD", "python")]
    [TestCase("notes.txt", "text")]
    [TestCase("noending", "text")]
    [TestCase(".gitignore", "ini")]
    [TestCase("a.b/c", "text")]
    [TestCase("x.ipynb", "jupyter")]
    [TestCase("x.cshtml", "razor")]
    [TestCase("main.tf", "hcl")]
    [TestCase("a.proto", "protobuf")]
    public void A_path_names_its_language(string path, string language) =>
        Assert.That(LanguageTable.ForPath(RelativePath.FromNormalised(path)), Is.EqualTo(language));

    [TestCase("run", "#!/bin/sh\n", "shell")]
    [TestCase("run", "#! /usr/bin/env bash\r\n", "shell")]
    [TestCase("run", "#!/usr/bin/env -S python3.11 -u\n", "python")]
    [TestCase("run", "#!/usr/bin/env -S A=b node --x\n", "javascript")]
    [TestCase("run", "#!/usr/local/bin/ruby2.7", "ruby")]
    [TestCase("run", "#!/usr/bin/env ts-node\n", "typescript")]
    [TestCase("run", "#!/opt/unknown\n", "text")]
    [TestCase("run", "#!", "text")]
    [TestCase("run", "#!/usr/bin/env\n", "text")]
    [TestCase("run", "echo", "text")]
    [TestCase("", "#!/bin/sh\n", "shell", Description = "a path without a name does no harm")]
    [TestCase(".hidden", "#!/bin/sh\n", "shell")]
    [TestCase("run.txt", "#!/bin/sh\n", "text", Description = "a name with an ending speaks for itself")]
    [TestCase("a.cs", "#!/usr/bin/env dotnet\n", "csharp")]
    public void Without_an_ending_the_first_line_names_it(string path, string head, string language) =>
        Assert.That(LanguageTable.ForContent(RelativePath.FromNormalised(path), Encoding.UTF8.GetBytes(head)), Is.EqualTo(language));

    [Test]
    public void A_first_line_without_end_is_looked_at_for_a_bounded_length() =>
        Assert.That(
            LanguageTable.ForContent(RelativePath.FromNormalised("run"), Encoding.UTF8.GetBytes("#!" + new string(' ', 1_000_000) + "sh\n")),
            Is.EqualTo(LanguageTable.Text));

    [Test]
    public void The_languages_that_chunking_and_ranking_know_are_all_there()
    {
        var known = new[]
        {
            ".cs", ".py", ".js", ".ts", ".tsx", ".java", ".go", ".rs", ".c", ".cpp", ".rb", ".php", ".kt", ".swift", ".sh", ".scala", ".ex", ".hs", ".lua", ".zig",
            ".sql", ".pl", ".dart", ".ps1", ".hcl", ".proto", ".yaml", ".toml", ".json", ".html", ".css", ".vue", ".svelte", ".razor", ".md", ".ipynb",
        }.Select(ending => LanguageTable.ForPath(RelativePath.FromNormalised("x" + ending)));
        Assert.That(
            known,
            Is.EqualTo(new[]
            {
                "csharp", "python", "javascript", "typescript", "tsx", "java", "go", "rust", "c", "cpp", "ruby", "php", "kotlin", "swift", "shell", "scala",
                "elixir", "haskell", "lua", "zig", "sql", "perl", "dart", "powershell", "hcl", "protobuf", "yaml", "toml", "json", "html", "css", "vue", "svelte",
                "razor", "markdown", "jupyter",
            }));
        Assert.That(known.Where(language => !LanguageTable.IsCode(language)), Is.EqualTo(new[] { "sql", "yaml", "toml", "json", "html", "css", "markdown", "jupyter" }));
    }
}
