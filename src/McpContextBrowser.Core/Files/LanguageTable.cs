using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Files;

/// <summary>
/// Names the language of a file, by its whole name, its ending, or the program that its first line asks for. Ids are lower case
/// and stable: the index stores them. <c>.h</c> counts as <c>c</c>; whoever sees the text may know better.
/// </summary>
public static class LanguageTable
{
    /// <summary>The id of what nothing else is known of.</summary>
    public const string Text = "text";

    private const int LongestFirstLine = 256;

    private static readonly HashSet<string> Data =
    [
        Text, "json", "xml", "html", "css", "yaml", "toml", "ini", "sql", "diff", "jupyter", "markdown", "restructuredtext", "asciidoc", "latex",
    ];

    private static readonly Dictionary<string, string> Endings = Table(
        StringComparer.OrdinalIgnoreCase,
        ("csharp", ".cs .csx .cake"),
        ("fsharp", ".fs .fsi .fsx"),
        ("vb", ".vb .vbs .bas"),
        ("razor", ".razor .cshtml"),
        ("python", ".py .pyi .pyw .pyx .pxd .bzl .star"),
        ("jupyter", ".ipynb"),
        ("javascript", ".js .mjs .cjs .jsx .es6"),
        ("typescript", ".ts .mts .cts"),
        ("tsx", ".tsx"),
        ("vue", ".vue"),
        ("svelte", ".svelte"),
        ("astro", ".astro"),
        ("java", ".java"),
        ("kotlin", ".kt .kts"),
        ("scala", ".scala .sc .sbt"),
        ("groovy", ".groovy .gradle .gvy"),
        ("clojure", ".clj .cljs .cljc .edn"),
        ("go", ".go"),
        ("rust", ".rs"),
        ("zig", ".zig .zon"),
        ("c", ".c .h"),
        ("cpp", ".cc .cpp .cxx .c++ .hpp .hh .hxx .h++ .ipp .tpp .inl .ixx .cppm .cu .cuh .ino"),
        ("objectivec", ".m .mm"),
        ("swift", ".swift"),
        ("d", ".d .di"),
        ("nim", ".nim .nims"),
        ("crystal", ".cr"),
        ("ruby", ".rb .rake .gemspec .ru .podspec .erb"),
        ("php", ".php .phtml .php3 .php4 .php5 .phps .inc"),
        ("perl", ".pl .pm .t .pod"),
        ("raku", ".raku .rakumod .p6"),
        ("lua", ".lua .luau .rockspec"),
        ("tcl", ".tcl .tk"),
        ("r", ".r .rmd"),
        ("julia", ".jl"),
        ("dart", ".dart"),
        ("elixir", ".ex .exs .heex .eex"),
        ("erlang", ".erl .hrl"),
        ("haskell", ".hs .lhs .hsc"),
        ("ocaml", ".ml .mli .mll .mly"),
        ("elm", ".elm"),
        ("purescript", ".purs"),
        ("lisp", ".lisp .lsp .cl .el"),
        ("scheme", ".scm .ss .rkt"),
        ("fortran", ".f .for .f77 .f90 .f95 .f03 .f08"),
        ("pascal", ".pas .pp .dpr"),
        ("ada", ".adb .ads"),
        ("cobol", ".cob .cbl"),
        ("assembly", ".s .asm .nasm"),
        ("verilog", ".v .sv .svh .vh"),
        ("vhdl", ".vhd .vhdl"),
        ("solidity", ".sol"),
        ("glsl", ".glsl .vert .frag .geom .comp .hlsl .wgsl .metal"),
        ("shell", ".sh .bash .zsh .ksh .fish .bats .ebuild"),
        ("powershell", ".ps1 .psm1 .psd1"),
        ("batch", ".bat .cmd"),
        ("awk", ".awk"),
        ("vim", ".vim"),
        ("nix", ".nix"),
        ("sql", ".sql .psql .pgsql .ddl"),
        ("graphql", ".graphql .gql .graphqls"),
        ("protobuf", ".proto"),
        ("thrift", ".thrift"),
        ("hcl", ".tf .tfvars .hcl .nomad"),
        ("bicep", ".bicep"),
        ("dockerfile", ".dockerfile .containerfile"),
        ("makefile", ".mk .mak .make"),
        ("cmake", ".cmake"),
        ("yaml", ".yml .yaml"),
        ("toml", ".toml"),
        ("json", ".json .jsonc .json5 .jsonl .geojson .webmanifest .map"),
        ("xml", ".xml .xsd .xsl .xslt .svg .csproj .fsproj .vbproj .props .targets .resx .xaml .axaml .config .nuspec .plist .wsdl .slnx"),
        ("html", ".html .htm .xhtml .hbs .mustache .ejs .jinja .j2 .twig .liquid"),
        ("css", ".css .scss .sass .less .styl .pcss"),
        ("ini", ".ini .cfg .conf .properties .editorconfig .service"),
        ("markdown", ".md .markdown .mdx .mkd"),
        ("restructuredtext", ".rst"),
        ("asciidoc", ".adoc .asciidoc"),
        ("latex", ".tex .sty .bib"),
        ("diff", ".diff .patch"));

    private static readonly Dictionary<string, string> Names = Table(
        StringComparer.Ordinal, // a script named build is no BUILD
        ("dockerfile", "Dockerfile dockerfile Containerfile"),
        ("makefile", "Makefile makefile GNUmakefile BSDmakefile Kbuild Justfile justfile .justfile"),
        ("cmake", "CMakeLists.txt"),
        ("ruby", "Rakefile Gemfile Podfile Vagrantfile Guardfile Capfile Brewfile Fastfile Appfile Dangerfile .irbrc .pryrc"),
        ("python", "SConstruct SConscript BUILD BUILD.bazel WORKSPACE WORKSPACE.bazel MODULE.bazel wscript Snakefile Tiltfile"),
        ("groovy", "Jenkinsfile"),
        ("shell", ".bashrc .bash_profile .bash_aliases .profile .zshrc .zshenv .zprofile PKGBUILD gradlew mvnw"),
        ("powershell", "profile.ps1"),
        ("perl", "cpanfile Makefile.PL"),
        ("vim", ".vimrc .gvimrc"),
        ("lisp", ".emacs"),
        ("toml", "Cargo.lock Pipfile poetry.lock uv.lock"),
        ("json", ".babelrc .eslintrc .prettierrc .jshintrc composer.lock Pipfile.lock"),
        ("yaml", ".clang-format .clang-tidy .clangd pubspec.lock CITATION.cff"),
        ("ini", ".gitconfig .gitmodules .gitattributes .gitignore .dockerignore .npmignore .ctxbignore CODEOWNERS"));

    private static readonly Dictionary<string, string> Interpreters = Table(
        StringComparer.Ordinal,
        ("shell", "sh bash zsh dash ksh mksh ash fish bats"),
        ("python", "python pypy uv"),
        ("javascript", "node nodejs bun"),
        ("typescript", "deno ts-node tsx"),
        ("ruby", "ruby jruby"),
        ("perl", "perl"),
        ("raku", "raku perl6"),
        ("php", "php"),
        ("lua", "lua luajit texlua"),
        ("tcl", "tclsh wish expect"),
        ("r", "Rscript"),
        ("julia", "julia"),
        ("elixir", "elixir"),
        ("erlang", "escript"),
        ("haskell", "runhaskell runghc stack"),
        ("scala", "scala"),
        ("groovy", "groovy"),
        ("kotlin", "kotlin"),
        ("swift", "swift"),
        ("dart", "dart"),
        ("crystal", "crystal"),
        ("awk", "awk gawk mawk nawk"),
        ("makefile", "make gmake"),
        ("powershell", "pwsh powershell"),
        ("csharp", "dotnet dotnet-script"),
        ("lisp", "sbcl clisp emacs"),
        ("scheme", "guile racket"),
        ("ocaml", "ocaml"),
        ("nix", "nix-shell"));

    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> EndingOf = Spans(Endings);
    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> NameOf = Spans(Names);
    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> InterpreterOf = Spans(Interpreters);

    /// <summary>Names a language by the path alone.</summary>
    /// <returns>An id; <see cref="Text"/> when name and ending are unknown.</returns>
    public static string ForPath(RelativePath path)
    {
        var name = path.Name;
        if (NameOf.TryGetValue(name, out var language))
        {
            return language;
        }

        if (EndingOf.TryGetValue(Path.GetExtension(name), out language))
        {
            return language;
        }

        // Dockerfile.prod, Makefile.linux
        var dot = name.IndexOf('.');
        return dot > 0 && NameOf.TryGetValue(name[..dot], out language) && language is "dockerfile" or "makefile" ? language : Text;
    }

    /// <summary>Every id, in order.</summary>
    public static IReadOnlyList<string> Ids { get; } =
        [.. Endings.Values.Concat(Names.Values).Concat(Interpreters.Values).Append(Text).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The id a person means by a name: itself, an ending without its dot (<c>ts</c>, <c>py</c>), or <c>c#</c>, <c>f#</c>, <c>c++</c>, <c>bash</c>.</summary>
    /// <returns>Null when nothing is called that.</returns>
    public static string? Named(string name)
    {
        var lower = name.ToLowerInvariant();
        return Ids.Contains(lower) ? lower
            : lower.EndsWith('#') && Ids.Contains(lower[..^1] + "sharp") ? lower[..^1] + "sharp"
            : lower is "c++" ? "cpp"
            : Endings.GetValueOrDefault("." + lower) ?? Interpreters.GetValueOrDefault(lower);
    }

    /// <summary>True for languages that people program in; false for data, markup, prose and <see cref="Text"/>.</summary>
    public static bool IsCode(string language) => !Data.Contains(language);

    /// <summary>Names a language by the path, and where the name has no ending by the first line.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="head">The first bytes of the file, or all.</param>
    public static string ForContent(RelativePath path, ReadOnlySpan<byte> head)
    {
        var language = ForPath(path);
        return ReferenceEquals(language, Text) && path.Name.LastIndexOf('.') <= 0 ? ForFirstLine(head) ?? Text : language;
    }

    /// <returns>Null without a <c>#!</c> line, or when it names an unknown program.</returns>
    private static string? ForFirstLine(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("#!"u8))
        {
            return null;
        }

        head = head[2..Math.Min(head.Length, LongestFirstLine)];
        var end = head.IndexOfAny((byte)'\n', (byte)'\r');
        Span<char> line = stackalloc char[LongestFirstLine];
        var length = System.Text.Encoding.Latin1.GetChars(end < 0 ? head : head[..end], line);
        var isFirst = true;
        foreach (var range in ((ReadOnlySpan<char>)line[..length]).SplitAny(' ', '\t'))
        {
            ReadOnlySpan<char> word = line[range];
            if (word.IsEmpty || (!isFirst && (word[0] == '-' || word.Contains('='))))
            {
                continue; // env -S NAME=value program
            }

            word = word[(word.LastIndexOf('/') + 1)..];
            isFirst = false;
            if (!word.SequenceEqual("env"))
            {
                return InterpreterOf.TryGetValue(word.TrimEnd("0123456789.-"), out var language)
                    || InterpreterOf.TryGetValue(word, out language)
                    ? language
                    : null;
            }
        }

        return null;
    }

    private static Dictionary<string, string> Table(StringComparer comparer, params ReadOnlySpan<(string Language, string Keys)> rows)
    {
        var table = new Dictionary<string, string>(comparer);
        foreach (var (language, keys) in rows)
        {
            foreach (var key in keys.Split(' '))
            {
                table.Add(key, language);
            }
        }

        return table;
    }

    private static Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Spans(Dictionary<string, string> table) =>
        table.GetAlternateLookup<ReadOnlySpan<char>>();
}
