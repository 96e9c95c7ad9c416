using System.Buffers;
using McpContextBrowser.Core.Lexical;

namespace McpContextBrowser.Tests.Lexical;

public sealed class LexicalIndexTests
{
    [Test]
    public void Postings_equal_a_plain_count([Random(0, int.MaxValue, 8)] int seed)
    {
        var random = new Random(seed);
        var contents = Enumerable.Range(0, random.Next(1, 40)).Select(_ => RandomContent(random)).ToArray();
        var index = Build(contents);
        var chunks = contents.SelectMany(content => content).ToArray();
        var expected = Counts(chunks);
        Assert.That(index.ChunkCount, Is.EqualTo(chunks.Length));
        Assert.That(index.TermCount, Is.EqualTo(expected.Count));
        foreach (var (term, postings) in expected)
        {
            Assert.That(Read(index, term), Is.EqualTo(postings), $"seed {seed}");
        }
    }

    [Test]
    public void Lengths_and_names_are_those_of_the_chunks()
    {
        var index = Build(
            [[new("alpha beta", "gamma", [("Zeta", NameKind.Type, 3), ("ünï", NameKind.Other, 4)]), new("", "", [])], [new("one", "", [])]]);
        Assert.Multiple(() =>
        {
            Assert.That(index.Lengths.ToArray(), Is.EqualTo(new ushort[] { 2, 1, 0, 0, 1, 0 }));
            Assert.That(Names(index, 0), Is.EqualTo(new[] { ("Zeta", NameKind.Type, 3), ("ünï", NameKind.Other, 4) }));
            Assert.That(Names(index, 1), Is.Empty);
            Assert.That(Names(index, 2), Is.Empty);
        });
    }

    [Test]
    public void A_term_that_no_chunk_has_has_no_postings()
    {
        Assert.That(Read(Build([[new("alpha", "", [])]]), Terms.OfWord("omega")), Is.Empty);
        Assert.That(Read(LexicalIndex.Empty, Terms.OfWord("omega")), Is.Empty);
    }

    [Test]
    public void A_content_is_asked_by_its_ordinal_what_it_may_hold()
    {
        var index = Build([[new("alphabet", "", [])], [], [new("omicron", "", [])]]);
        var slots = GramFilter.SlotsOf("OMICRON");
        Assert.That(index.ContentCount, Is.EqualTo(3));
        Assert.That(Enumerable.Range(0, 3).Select(content => index.MayHold(content, slots)), Is.EqualTo(new[] { false, false, true }));
    }

    [Test]
    public void A_content_that_was_derived_before_there_were_filters_may_hold_anything()
    {
        var terms = Derive(new ContentTermsBuilder(), [new("alphabet", "", [])]);
        var filter = terms[1];
        byte[] earlier = [1, .. terms[2..^filter]];
        var builder = new LexicalIndexBuilder();
        builder.Add(earlier);
        var index = builder.Build();
        Assert.That(Read(index, Terms.OfWord("alphabet")), Has.Count.EqualTo(1));
        Assert.That(index.MayHold(0, GramFilter.SlotsOf("omicron")), Is.True);
    }

    [Test]
    public void What_is_written_reads_back_the_same()
    {
        var index = Build([RandomContent(new Random(1)), RandomContent(new Random(2))]);
        var output = new ArrayBufferWriter<byte>();
        index.Write(output);
        var again = LexicalIndex.Read(output.WrittenMemory);
        foreach (var word in Words)
        {
            var term = Terms.OfWord(word);
            Assert.That(Read(again, term), Is.EqualTo(Read(index, term)));
        }
    }

    [Test]
    public void A_damaged_section_is_refused_or_read_without_harm([Random(0, int.MaxValue, 200)] int seed)
    {
        var random = new Random(seed);
        var output = new ArrayBufferWriter<byte>();
        Build([RandomContent(new Random(3)), RandomContent(new Random(4))]).Write(output);
        var bytes = output.WrittenSpan.ToArray();
        bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
        var section = random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
        RefusedOrHarmless(
            () =>
            {
                var index = LexicalIndex.Read(section);
                foreach (var word in Words)
                {
                    Read(index, Terms.OfWord(word));
                }

                for (var chunk = 0; chunk < index.ChunkCount; chunk++)
                {
                    Names(index, chunk);
                }

                for (var content = 0; content < index.ContentCount; content++)
                {
                    index.MayHold(content, GramFilter.SlotsOf("damaged"));
                }
            },
            seed);
    }

    [TestCase(0, "magic")]
    [TestCase(4, "chunks")]
    [TestCase(8, "terms")]
    [TestCase(12, "bucket bits")]
    [TestCase(16, "posting bytes")]
    [TestCase(20, "name bytes")]
    [TestCase(24, "contents")]
    [TestCase(28, "filter bytes")]
    public void An_impossible_field_is_named(int at, string field)
    {
        var output = new ArrayBufferWriter<byte>();
        Build([[new("alpha", "", [])]]).Write(output);
        var bytes = output.WrittenSpan.ToArray();
        BitConverter.TryWriteBytes(bytes.AsSpan(at), -1);
        Assert.That(() => LexicalIndex.Read(bytes), Throws.TypeOf<InvalidDataException>().With.Message.Contains(field));
        Assert.That(() => LexicalIndex.Read(bytes.AsMemory(0, 8)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("header"));
    }

    [Test]
    public void Damaged_content_terms_are_refused_or_taken_without_harm([Random(0, int.MaxValue, 200)] int seed)
    {
        var random = new Random(seed);
        var bytes = Derive(new ContentTermsBuilder(), RandomContent(new Random(5)));
        bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
        var damaged = random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
        RefusedOrHarmless(
            () =>
            {
                var builder = new LexicalIndexBuilder();
                builder.Add(damaged);
                builder.Build();
            },
            seed);
    }

    [Test]
    public void Building_terms_allocates_little_more_than_its_result()
    {
        var builder = new ContentTermsBuilder();
        var content = RandomContent(new Random(6));
        var text = TextOf(content);
        Derive(builder, content, text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = Derive(builder, content, text);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(result.Length + 1024));
    }

    private static void RefusedOrHarmless(Action read, int seed)
    {
        try
        {
            read();
        }
        catch (InvalidDataException)
        {
            Assert.Pass($"refused, seed {seed}");
        }
    }

    private sealed record SampleChunk(string Body, string Comment, (string Name, NameKind Kind, int Line)[] Names);

    private static readonly string[] Words =
        [.. Enumerable.Range(0, 300).Select(i => $"{(char)('a' + i % 26)}{(char)('k' + i % 7)}{(char)('q' + i % 10)}{(char)('a' + i / 26)}q")];

    private static SampleChunk[] RandomContent(Random random) =>
        [.. Enumerable.Range(0, random.Next(0, 6)).Select(_ => new SampleChunk(
            RandomText(random, 400), RandomText(random, 60), [.. Enumerable.Range(0, random.Next(0, 3)).Select(i => (Words[random.Next(300)], (NameKind)random.Next(3), i + 1))]))];

    private static string RandomText(Random random, int most) =>
        // Squared: few words are common and many are rare, so that short and long posting lists are both met.
        string.Join(' ', Enumerable.Range(0, random.Next(0, most)).Select(_ => Words[(int)(Math.Pow(random.NextDouble(), 4) * 300)]));

    private static LexicalIndex Build(SampleChunk[][] contents)
    {
        var terms = new ContentTermsBuilder();
        var builder = new LexicalIndexBuilder();
        foreach (var content in contents)
        {
            builder.Add(Derive(terms, content));
        }

        return builder.Build();
    }

    private static byte[] Derive(ContentTermsBuilder builder, SampleChunk[] content) => Derive(builder, content, TextOf(content));

    private static byte[] Derive(ContentTermsBuilder builder, SampleChunk[] content, string text)
    {
        builder.Begin(text);
        foreach (var chunk in content)
        {
            builder.BeginChunk();
            builder.AddBody(chunk.Body);
            builder.AddComment(chunk.Comment);
            foreach (var (name, kind, line) in chunk.Names)
            {
                builder.AddSymbol(name, kind, line);
            }

            builder.EndChunk();
        }

        return builder.Finish();
    }

    private static string TextOf(SampleChunk[] content) => string.Join('\n', content.Select(chunk => chunk.Body + '\n' + chunk.Comment));

    private static Dictionary<ulong, List<(int Chunk, TermCounts Counts)>> Counts(SampleChunk[] chunks)
    {
        var expected = new Dictionary<ulong, List<(int, TermCounts)>>();
        for (var chunk = 0; chunk < chunks.Length; chunk++)
        {
            var body = Plain(chunks[chunk].Body);
            var comment = Plain(chunks[chunk].Comment);
            var symbol = Plain(string.Join(' ', chunks[chunk].Names.Select(name => name.Name)));
            foreach (var term in body.Concat(comment).Concat(symbol).Select(same => same.Key).Distinct())
            {
                var counts = new TermCounts(body[term].Count(), comment[term].Count(), symbol[term].Count());
                expected.TryAdd(term, []);
                expected[term].Add((chunk, counts));
            }
        }

        return expected;
    }

    private static ILookup<ulong, ulong> Plain(string text) => TermWord.Read(text).ToLookup(word => word.Term, word => word.Term);

    private static List<(int Chunk, TermCounts Counts)> Read(LexicalIndex index, ulong term)
    {
        var found = new List<(int, TermCounts)>();
        var postings = index.Find(term);
        while (postings.MoveNext())
        {
            found.Add((postings.Chunk, postings.Counts));
        }

        return found;
    }

    private static List<(string Name, NameKind Kind, int Line)> Names(LexicalIndex index, int chunk)
    {
        var found = new List<(string, NameKind, int)>();
        var names = index.Names(chunk);
        var buffer = new char[2048];
        while (names.MoveNext())
        {
            found.Add((names.Read(buffer).ToString(), names.Kind, names.Line));
        }

        return found;
    }
}
