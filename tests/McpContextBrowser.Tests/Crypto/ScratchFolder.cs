namespace McpContextBrowser.Tests.Crypto;

/// <summary>An empty folder that is removed with everything in it.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public ScratchFolder() => Path = Directory.CreateTempSubdirectory("ctxb-test-").FullName;

    public string Path { get; }

    public string this[params string[] parts] => System.IO.Path.Join([Path, .. parts]);

    /// <summary>A copy of all files of this folder, in a new one.</summary>
    public ScratchFolder Copy()
    {
        var copy = new ScratchFolder();
        foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            var target = copy[System.IO.Path.GetRelativePath(Path, file)];
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }

    /// <summary>Whether any file holds these bytes.</summary>
    public bool Holds(byte[] bytes) =>
        Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).Any(file => File.ReadAllBytes(file).AsSpan().IndexOf(bytes) >= 0);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
