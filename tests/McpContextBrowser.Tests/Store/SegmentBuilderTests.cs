using McpContextBrowser.Core.Store;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Tests.Store;

public sealed class SegmentBuilderTests
{
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(300)]
    public void Vectors_taken_as_they_come_make_the_same_sections_as_those_that_wait_for_the_last(int contents)
    {
        using var keys = new TestKeys();
        using var holder = new Holder(contents);
        var (kept, taken) = (new SegmentBuilder(), new SegmentBuilder(holder.Make));
        for (var i = 0; i < contents; i++)
        {
            var text = $"class Number{i % 40} {{ }}"; // twins share a vector
            var content = SampleContent.Of(keys.Collection.Lookup.Text(text), text);
            kept.Add(i + 1, content.Record, content.Vectors);
            taken.Add(i + 1, content.Record, content.Vectors);
        }

        var (one, other) = (kept.ToSections(), taken.ToSections());
        Assert.Multiple(() =>
        {
            Assert.That(other.ContentIds, Is.EqualTo(one.ContentIds));
            Assert.That(other.Chunks.ToArray(), Is.EqualTo(one.Chunks.ToArray()));
            Assert.That(other.Lexical.ToArray(), Is.EqualTo(one.Lexical.ToArray()));
            Assert.That(other.Vectors.ToArray(), Is.EqualTo(one.Vectors.ToArray()));
            Assert.That(other.Vectors.IsEmpty, Is.EqualTo(contents == 0));
        });
        using var index = contents == 0 ? null : (FlatIndex)VectorSection.Read(other.Vectors, null, OriginalsPlace.Disk);
        Assert.That(index?.SectionLength ?? 0, Is.EqualTo(other.Vectors.Length), "the length is told exactly");
    }

    private sealed class Holder(int chunks) : IDisposable
    {
        private FlatIndexBuilder? _made;

        public FlatIndexBuilder Make(int dimensions) => _made = new(new() { Dimensions = dimensions }, chunks);

        public void Dispose() => _made?.Dispose();
    }
}
