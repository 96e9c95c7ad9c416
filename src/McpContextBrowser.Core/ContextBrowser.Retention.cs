using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core;

public sealed partial class ContextBrowser
{
    /// <summary>The least retention there is: uses are noted by the hour, and looked at by the day.</summary>
    public static readonly TimeSpan LeastRetention = TimeSpan.FromDays(1);

    /// <summary>Forgets the folders that were neither indexed nor searched for as long as their retention.</summary>
    /// <returns>Their roots; none where nothing is to be kept for a time only.</returns>
    public async Task<IReadOnlyList<string>> ExpireAsync(CallContext call, CancellationToken cancellationToken)
    {
        using var bound = Bound(call, ref cancellationToken);
        var forgotten = new List<string>();
        if (_options.RetentionOf is not { } retentionOf || !Directory.Exists(CollectionsFolder))
        {
            return forgotten;
        }

        foreach (var folder in Directory.EnumerateDirectories(CollectionsFolder).Order(StringComparer.Ordinal).ToList())
        {
            if (!Collection.IsUseNoted(folder))
            {
                OpenId(Path.GetFileName(folder)).NoteUse(); // indexed before there was a retention: its time begins now
                continue;
            }

            var unused = _options.Time.GetUtcNow() - Collection.LastUse(folder);
            if (unused < LeastRetention)
            {
                continue;
            }

            foreach (var tree in await OpenId(Path.GetFileName(folder)).Store.ReadTreesAsync(cancellationToken).ConfigureAwait(false))
            {
                if (unused >= retentionOf(tree.Root) && _options.Time.GetUtcNow() - tree.IndexedAt >= retentionOf(tree.Root))
                {
                    forgotten.AddRange((await ForgetOneAsync(tree.Root, erase: false, cancellationToken).ConfigureAwait(false)).Roots);
                }
            }
        }

        return forgotten;
    }
}
