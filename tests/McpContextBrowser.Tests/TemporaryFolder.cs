using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Tests;

/// <summary>An empty folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = RealPath.Resolve(Directory.CreateTempSubdirectory("ctxb-test-").FullName)!; // macOS: /var is a link

    /// <summary>Absolute, without links.</summary>
    public string Path { get; }

    /// <returns>An absolute path below; nothing is made.</returns>
    public string Join(params string[] parts) => System.IO.Path.Join([Path, .. parts]);

    /// <summary>Writes a file, with the folders above it.</summary>
    /// <param name="path">Below the folder, with <c>/</c>.</param>
    /// <param name="text">UTF-8.</param>
    /// <returns>Its absolute path.</returns>
    public string Write(string path, string text)
    {
        var full = Join(path.Split('/'));
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return full;
    }

    /// <summary>Makes a folder.</summary>
    /// <returns>Its absolute path.</returns>
    public string Folder(params string[] parts) => Directory.CreateDirectory(Join(parts)).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
