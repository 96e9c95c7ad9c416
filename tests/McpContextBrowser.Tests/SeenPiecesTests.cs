using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Tests;

public sealed class SeenPiecesTests
{
    private static readonly HashSet<ulong> Nothing = [];

    [Test]
    public void A_caller_with_many_questions_loses_their_own_oldest_cursor_and_nobody_elses()
    {
        var seen = new SeenPieces();
        var anns = seen.Remember("ann", "q", Nothing, [1, 2], null, more: true)!;
        var bobs = Enumerable.Range(0, 1000).Select(i => seen.Remember("bob", $"q{i}", Nothing, [(ulong)i], null, more: true)!).ToList();
        Assert.That(seen.Read("ann", "q", anns, null), Is.EquivalentTo(new ulong[] { 1, 2 }));
        Assert.That(seen.Read("bob", "q999", bobs[^1], null), Is.EquivalentTo(new ulong[] { 999 }));
        Assert.That(
            () => seen.Read("bob", "q0", bobs[0], null),
            Throws.TypeOf<CtxbException>().With.Property(nameof(CtxbException.Code)).EqualTo(ErrorCodes.CursorUnknown));
    }

    [Test]
    public void Of_one_caller_the_handle_that_was_used_longest_ago_goes()
    {
        var seen = new SeenPieces();
        seen.Remember("ann", "", Nothing, [7], "reading", more: false);
        for (var i = 0; i < 600; i++)
        {
            seen.Remember("ann", $"q{i}", Nothing, [(ulong)i], null, more: true);
            Assert.That(seen.Read("ann", "q", null, "reading"), Is.EquivalentTo(new ulong[] { 7 }));
        }
    }

    [Test]
    public void A_handle_of_one_caller_is_unknown_to_another()
    {
        var seen = new SeenPieces();
        var cursor = seen.Remember("ann", "q", Nothing, [1], "reading", more: true)!;
        Assert.That(() => seen.Read("bob", "q", cursor, null), Throws.TypeOf<CtxbException>());
        Assert.That(seen.Read("bob", "q", null, "reading"), Is.Empty);
    }
}
