using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Store;

/// <summary>The pages of one tree while a writer changes them. Not for several threads.</summary>
internal sealed class ManifestPages(List<ManifestPage> pages)
{
    private readonly List<ManifestPage> _pages = pages;
    private readonly HashSet<ManifestPage> _dirty = [];
    private readonly List<long> _dropped = [];

    public IReadOnlyList<ManifestPage> Pages => _pages;

    /// <summary>Pages to write since the last <see cref="Settle"/>; a page with id 0 is new.</summary>
    public IReadOnlyCollection<ManifestPage> Dirty => _dirty;

    /// <summary>Ids of pages that are no longer there.</summary>
    public IReadOnlyList<long> Dropped => _dropped;

    public void Set(in ManifestEntry entry)
    {
        if (_pages.Count == 0)
        {
            _pages.Add(new ManifestPage(0, 0, []));
        }

        var page = _pages[PageFor(entry.Path)];
        var index = IndexIn(page, entry.Path);
        if (index >= 0)
        {
            page.Entries[index] = entry;
        }
        else
        {
            page.Entries.Insert(~index, entry);
        }

        _dirty.Add(page);
        if (page.Entries.Count >= 2 * ManifestPage.Target)
        {
            Split(page);
        }
    }

    public void Remove(RelativePath path)
    {
        if (_pages.Count == 0)
        {
            return;
        }

        var number = PageFor(path);
        var page = _pages[number];
        var index = IndexIn(page, path);
        if (index < 0)
        {
            return;
        }

        page.Entries.RemoveAt(index);
        if (page.Entries.Count > 0)
        {
            _dirty.Add(page);
            return;
        }

        _pages.RemoveAt(number);
        _dirty.Remove(page);
        if (page.Id != 0)
        {
            _dropped.Add(page.Id);
        }
    }

    /// <summary>Forgets what was to be written: it is committed.</summary>
    public void Settle()
    {
        _dirty.Clear();
        _dropped.Clear();
    }

    public List<ManifestEntry> ToEntries()
    {
        var entries = new List<ManifestEntry>(_pages.Sum(page => page.Entries.Count));
        foreach (var page in _pages)
        {
            entries.AddRange(page.Entries);
        }

        return entries;
    }

    private static int IndexIn(ManifestPage page, RelativePath path)
    {
        var low = 0;
        var high = page.Entries.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = page.Entries[middle].Path.CompareTo(path);
            if (order == 0)
            {
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return ~low;
    }

    private void Split(ManifestPage page)
    {
        var upper = new ManifestPage(0, 0, page.Entries[ManifestPage.Target..]);
        page.Entries.RemoveRange(ManifestPage.Target, page.Entries.Count - ManifestPage.Target);
        _pages.Insert(_pages.IndexOf(page) + 1, upper);
        _dirty.Add(upper);
    }

    /// <summary>The last page that does not begin behind the path.</summary>
    private int PageFor(RelativePath path)
    {
        var low = 0;
        var high = _pages.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (_pages[middle].Entries.Count == 0 || _pages[middle].First.CompareTo(path) <= 0)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }
}
