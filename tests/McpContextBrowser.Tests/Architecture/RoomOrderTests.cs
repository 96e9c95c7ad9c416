using McpContextBrowser.Core;
using McpContextBrowser.Server;

namespace McpContextBrowser.Tests.Architecture;

/// <summary>Data enters a room on one side and leaves on the other: no room calls back. The map stands in ARCHITECTURE.md.</summary>
[TestFixture]
public sealed class RoomOrderTests
{
    private const string Engine = "McpContextBrowser.Core";
    private const string Tool = "McpContextBrowser";
    private const string Server = "McpContextBrowser.Server";

    [Test]
    public void Each_room_of_the_engine_uses_only_the_rooms_the_map_allows()
    {
        var map = RoomMap.Read("The rooms of the engine", 2);
        using var edges = new AssemblyEdges(typeof(ContextBrowser).Assembly.Location);
        var wrong = edges.All()
            .Select(edge => (From: RoomOf(edge.FromNamespace, Engine), edge.FromType, To: RoomOf(edge.ToNamespace, Engine), edge.ToType))
            .Where(edge => edge is { From: not null, To: not null } && edge.From != edge.To && !Allowed(map, edge.From, 0, edge.To))
            .Select(edge => $"{edge.From}: {edge.FromType} uses {edge.ToType}, but {edge.From} may not use {edge.To}.");
        Assert.That(wrong.Distinct().Order(StringComparer.Ordinal), Is.Empty, "Move the code, or change the table in ARCHITECTURE.md with the reason.");
    }

    [Test]
    public void Each_room_of_the_tool_uses_only_the_rooms_the_map_allows() => Compare("The rooms of the tool", typeof(Composition).Assembly.Location, Tool);

    [Test]
    public void Each_room_of_the_server_uses_only_the_rooms_the_map_allows() => Compare("The rooms of the server", typeof(HttpDoor).Assembly.Location, Server);

    [Test]
    public void Every_room_that_holds_code_is_on_the_map_and_every_room_of_the_map_holds_code()
    {
        var engine = RoomMap.Read("The rooms of the engine", 2).Keys;
        var tool = RoomMap.Read("The rooms of the tool", 1, 2).Keys;
        var server = RoomMap.Read("The rooms of the server", 1, 2).Keys;
        Assert.Multiple(() =>
        {
            Assert.That(RoomsOf(typeof(ContextBrowser).Assembly.Location, Engine), Is.EquivalentTo(engine));
            Assert.That(RoomsOf(typeof(Composition).Assembly.Location, Tool), Is.EquivalentTo(tool));
            Assert.That(RoomsOf(typeof(HttpDoor).Assembly.Location, Server), Is.EquivalentTo(server));
        });
    }

    [Test]
    public void The_reader_sees_uses_that_only_stand_in_method_bodies()
    {
        using var edges = new AssemblyEdges(typeof(RoomOrderTests).Assembly.Location);
        var name = typeof(HiddenUse).FullName!.Replace('+', '.');
        var mine = edges.All().Where(edge => edge.FromType.StartsWith(name, StringComparison.Ordinal)).Select(edge => edge.ToType).ToList();
        Assert.That(mine, Does.Contain("System.Text.Rune").And.Contain("System.Globalization.StringInfo").And.Contain("System.UriBuilder"));
    }

    /// <summary>An assembly whose rooms use each other, the engine's and, where the table has a column for it, the server's.</summary>
    private static void Compare(string heading, string assembly, string root)
    {
        var usesServer = root == Tool;
        var map = RoomMap.Read(heading, usesServer ? [1, 2, 3] : [1, 2]);
        using var edges = new AssemblyEdges(assembly);
        var wrong = new List<string>();
        foreach (var edge in edges.All())
        {
            if (RoomOf(edge.FromNamespace, root) is not { } from)
            {
                continue;
            }

            var engineRoom = RoomOf(edge.ToNamespace, Engine);
            var serverRoom = usesServer ? RoomOf(edge.ToNamespace, Server) : null;
            var ownRoom = engineRoom is null && serverRoom is null ? RoomOf(edge.ToNamespace, root) : null;
            if ((serverRoom is not null && !Allowed(map, from, 2, serverRoom)) || (engineRoom is not null && !Allowed(map, from, 1, engineRoom))
                || (ownRoom is not null && ownRoom != from && !Allowed(map, from, 0, ownRoom)))
            {
                wrong.Add($"{from}: {edge.FromType} uses {edge.ToType}.");
            }
        }

        Assert.That(wrong.Distinct().Order(StringComparer.Ordinal), Is.Empty, "Move the code, or change the table in ARCHITECTURE.md with the reason.");
    }

    private static bool Allowed(Dictionary<string, IReadOnlySet<string>?[]> map, string from, int column, string to) =>
        map.TryGetValue(from, out var allowed) && (allowed[column]?.Contains(to) ?? true);

    private static IEnumerable<string> RoomsOf(string assembly, string root)
    {
        using var edges = new AssemblyEdges(assembly);
        return edges.All().Select(edge => RoomOf(edge.FromNamespace, root)).OfType<string>().Distinct().ToList();
    }

    /// <returns>The first part of the namespace below <paramref name="root"/>; null when it is not ours (compiler and generators).</returns>
    private static string? RoomOf(string space, string root) =>
        space == root ? RoomMap.Root
        : space.StartsWith(root + ".", StringComparison.Ordinal) ? space[(root.Length + 1)..].Split('.')[0]
        : null;

    /// <summary>Uses three types in ways that leave no trace in a signature: in a lambda, as a type argument, in a partly qualified call.</summary>
    private static class HiddenUse
    {
        public static Func<int> Lambda() => () => new global::System.UriBuilder().Port;

        public static object Argument() => Enumerable.Empty<System.Text.Rune>().ToList();

        public static int Call() => System.Globalization.StringInfo.ParseCombiningCharacters("a").Length;
    }
}
