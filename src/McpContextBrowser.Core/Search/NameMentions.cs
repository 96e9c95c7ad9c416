using System.Collections.Concurrent;
using McpContextBrowser.Core.Lexical;

namespace McpContextBrowser.Core.Search;

/// <summary>
/// Which files mention the names that a file defines: a graph between files, read from the postings when it is asked for.
/// Only names of several words count, as only those are terms as a whole: <c>flush</c> alone is any word, <c>flushBuffer</c> is a name.
/// <code>
/// weight(f → h) = Σ over names of h that f mentions and does not define   κ · ln(1 + NF/files with the name) / files that define it
/// </code>
/// κ = 1 type, 0.8 function, 0.4 other. A name that many files define, or that very many mention, says nothing and is left out.
/// </summary>
/// <remarks>Safe for several threads; what was read once is kept as long as the corpus: about ten files for a file.</remarks>
internal sealed class NameMentions(SearchCorpus corpus)
{
    private readonly ConcurrentDictionary<int, Mentioning> _known = [];
    private readonly ConcurrentBag<Reader> _readers = [];

    /// <summary>The files that mention names of a file; the file itself is never among them.</summary>
    public Mentioning Of(int place)
    {
        if (!_known.TryGetValue(place, out var mentioning))
        {
            var reader = _readers.TryTake(out var free) ? free : new(corpus);
            mentioning = _known.GetOrAdd(place, reader.Read(place));
            _readers.Add(reader);
        }

        return mentioning;
    }

    /// <summary>The files whose names a file mentions, by its text; κ is left out. Not kept.</summary>
    public Mentioning By(int place, string text)
    {
        var reader = _readers.TryTake(out var free) ? free : new(corpus);
        var mentioned = reader.ReadMentioned(place, text);
        _readers.Add(reader);
        return mentioned;
    }

    /// <summary>Files that mention names of one file, or whose names it mentions.</summary>
    /// <param name="Places">Ascending.</param>
    /// <param name="Weights">How much each does, in the same order.</param>
    internal readonly record struct Mentioning(int[] Places, float[] Weights)
    {
        /// <summary>0 for a file that does not.</summary>
        public float By(int place)
        {
            var at = Array.BinarySearch(Places, place);
            return at < 0 ? 0 : Weights[at];
        }
    }

    /// <summary>The memory of one reading, used again for the next; for one thread at a time.</summary>
    private sealed class Reader(SearchCorpus corpus)
    {
        private readonly Dictionary<ulong, double> _names = [];
        private readonly float[] _weights = new float[corpus.FileCount];
        private readonly List<int> _weighed = [];
        private readonly long[] _seen = new long[corpus.FileCount]; // twice the number of the last name that met the file, and one when it defines it
        private readonly List<int> _places = [];
        private readonly char[] _buffer = new char[NameReader.LongestName];
        private long _name;

        public Mentioning Read(int place)
        {
            ReadNames(place);
            foreach (var (term, worth) in _names)
            {
                _name++;
                if (Find(term) is var defining && (uint)defining <= corpus.Options.MostDefiners)
                {
                    Weigh((float)(worth * Math.Log(1 + (double)corpus.FileCount / _places.Count) / Math.Max(1, defining)), ofDefining: false);
                }
            }

            return Weighed();
        }

        public Mentioning ReadMentioned(int place, string text)
        {
            foreach (var term in TermWord.Read(text).Where(word => word.IsCompound).Select(word => word.Term).Distinct())
            {
                _name++;
                if (Find(term) is var defining && defining > 0 && defining <= corpus.Options.MostDefiners && _seen[place] == 2 * _name)
                {
                    Weigh((float)(Math.Log(1 + (double)corpus.FileCount / _places.Count) / defining), ofDefining: true);
                }
            }

            return Weighed();
        }

        private Mentioning Weighed()
        {
            _weighed.Sort();
            var mentioning = new Mentioning([.. _weighed], new float[_weighed.Count]);
            for (var i = 0; i < _weighed.Count; i++)
            {
                mentioning.Weights[i] = _weights[_weighed[i]];
                _weights[_weighed[i]] = 0;
            }

            _weighed.Clear();
            return mentioning;
        }

        /// <summary>Brings the terms of the names of several words that a file defines, each with the worth of its best kind.</summary>
        private void ReadNames(int place)
        {
            _names.Clear();
            for (var chunk = corpus.FirstChunk(place); chunk < corpus.FirstChunk(place + 1); chunk++)
            {
                var names = corpus.Names(chunk);
                while (names.MoveNext())
                {
                    var name = names.Read(_buffer);
                    if (IsCompound(name))
                    {
                        var term = Terms.OfCompound(name);
                        _names[term] = Math.Max(_names.GetValueOrDefault(term), DefinitionBoost.WorthOf(names.Kind));
                    }
                }
            }
        }

        /// <summary>True when postings know the whole name; a letter is a word here, so that <c>IPool</c> is one of two.</summary>
        private static bool IsCompound(ReadOnlySpan<char> name)
        {
            var count = 0;
            var words = new WordReader(name);
            while (count < 2 && words.MoveNext())
            {
                count++;
            }

            return Analyzer.IsCompound(name, count);
        }

        /// <summary>Lists the files that have a name.</summary>
        /// <returns>How many of them define it; −1 when no file has it, or too many to say anything.</returns>
        private int Find(ulong term)
        {
            _places.Clear();
            var defining = 0;
            foreach (var segment in corpus.SegmentsOfTree)
            {
                var postings = segment.Segment.Lexical.Find(term);
                while (postings.MoveNext())
                {
                    var defines = postings.Counts.Symbol > 0 ? 1 : 0;
                    for (var chunk = segment.First(postings.Chunk); chunk >= 0; chunk = segment.Next(chunk))
                    {
                        ref var seen = ref _seen[corpus.PlaceOf(chunk)];
                        if (seen < 2 * _name)
                        {
                            seen = 2 * _name;
                            _places.Add(corpus.PlaceOf(chunk));
                        }

                        defining += seen == 2 * _name ? defines : 0;
                        seen |= (long)defines;
                    }

                    if (_places.Count > corpus.Options.MostMentions)
                    {
                        return -1;
                    }
                }
            }

            return _places.Count > 0 ? defining : -1;
        }

        /// <summary>Adds to the files that have the last name, those that define it or those that do not.</summary>
        private void Weigh(float weight, bool ofDefining)
        {
            var wanted = (2 * _name) + (ofDefining ? 1 : 0);
            foreach (var place in _places)
            {
                if (_seen[place] == wanted)
                {
                    if (_weights[place] == 0)
                    {
                        _weighed.Add(place);
                    }

                    _weights[place] += weight;
                }
            }
        }
    }
}
