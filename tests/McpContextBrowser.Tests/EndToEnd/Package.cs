using System.IO.Compression;
using System.Text.Json;
using System.Xml.Linq;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>What a package says of itself.</summary>
/// <param name="Version">By its <c>.nuspec</c>.</param>
/// <param name="Types">By its <c>.nuspec</c>.</param>
/// <param name="ServerVersions">By <c>/.mcp/server.json</c>: of the server, and of the package that it names.</param>
internal sealed record Package(string Version, IReadOnlyList<string> Types, IReadOnlyList<string?> ServerVersions)
{
    public static Package Of(ZipArchive zip)
    {
        var nuspec = XDocument.Parse(Text(zip, zip.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).FullName));
        var server = JsonElement.Parse(Text(zip, ".mcp/server.json"));
        return new(
            nuspec.Descendants().Single(element => element.Name.LocalName == "version").Value,
            [.. nuspec.Descendants().Where(element => element.Name.LocalName == "packageType").Select(element => element.Attribute("name")!.Value)],
            [server.GetProperty("version").GetString(), server.GetProperty("packages")[0].GetProperty("version").GetString()]);
    }

    /// <returns>The text of one file of it.</returns>
    public static string Text(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }
}
