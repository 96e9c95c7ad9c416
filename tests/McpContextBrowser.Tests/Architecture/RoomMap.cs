namespace McpContextBrowser.Tests.Architecture;

/// <summary>The order of the rooms as ARCHITECTURE.md tells it; the tests keep no copy.</summary>
internal static class RoomMap
{
    /// <summary>Stands in a cell for the root namespace.</summary>
    public const string Root = "(root)";

    /// <summary>Reads one table.</summary>
    /// <param name="heading">The <c>##</c> heading it stands under.</param>
    /// <param name="columns">The columns, counted from 0, that name rooms; they are read as one list each.</param>
    /// <returns>For each room of column 0 the rooms of each asked column; null where the cell says <c>all rooms</c>.</returns>
    public static Dictionary<string, IReadOnlySet<string>?[]> Read(string heading, params int[] columns)
    {
        var rows = File.ReadLines(Path.Join(TestPaths.RepositoryRoot, "ARCHITECTURE.md"))
            .SkipWhile(line => line != $"## {heading}").Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith('|')).Skip(2)
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries));
        return rows.ToDictionary(cells => Room(cells[0]), cells => columns.Select(IReadOnlySet<string>? (column) => Rooms(cells[column])).ToArray());
    }

    private static string Room(string cell) => cell.Trim('`').TrimEnd('/');

    private static HashSet<string>? Rooms(string cell) => cell switch
    {
        "all rooms" => null,
        "nothing" => [],
        _ => [.. cell.Split(',', StringSplitOptions.TrimEntries).Select(Room)],
    };
}
