using System.Globalization;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core;

public sealed partial class ContextBrowser
{
    private const long LittleSpace = 512L << 20;
    private const int ShareMissed = 100; // one vector in a hundred may hide behind a nearly equal one
    private static readonly string[] Remote = ["nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "9p", "fuse.sshfs", "afs", "ceph"];

    /// <summary>Looks at everything an index rests on: folder, space, file system, keys, model, and every byte of every store.</summary>
    /// <param name="fix">Rebuilds damaged snapshots; deletes a damaged store and indexes its folders again. Sources are never touched.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops between records.</param>
    /// <returns>What was looked at, in that order; nothing is left out.</returns>
    public async Task<IReadOnlyList<Finding>> ExamineAsync(bool fix, CallContext call, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        if (!Directory.Exists(_options.DataFolder))
        {
            findings.Add(new("folder", FindingLevel.Ok, $"{_options.DataFolder} does not exist yet; it is made on first use.", ""));
            findings.Add(await ExamineModelAsync(cancellationToken).ConfigureAwait(false));
            return findings;
        }

        findings.Add(ExamineFolder());
        findings.AddRange(ExamineDisk());
        findings.Add(ExamineKeys());
        findings.AddRange(ExaminePlain());
        findings.Add(await ExamineModelAsync(cancellationToken).ConfigureAwait(false));
        if (findings.Any(finding => finding is { Check: "keys", Level: FindingLevel.Error }))
        {
            return findings; // without keys nothing below can be told from damage
        }

        string[] folders = Directory.Exists(CollectionsFolder) ? Directory.GetDirectories(CollectionsFolder) : [];
        foreach (var folder in folders.Order(StringComparer.Ordinal))
        {
            findings.AddRange(await ExamineCollectionAsync(folder, fix, call, cancellationToken).ConfigureAwait(false));
        }

        return findings;
    }

    private Finding ExamineFolder()
    {
        const UnixFileMode Others =
            UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        var folder = _options.DataFolder;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(folder) & Others) != 0)
        {
            return new("folder", FindingLevel.Warning, $"{folder} can be seen by other users of this machine; what it holds is sealed.", $"Run `chmod 700 '{folder}'`.");
        }

        try
        {
            var probe = Path.Join(folder, $"doctor.{Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return new("folder", FindingLevel.Ok, $"{folder} belongs to you alone and can be written.", "");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return new(
                "folder", FindingLevel.Warning, $"{folder} cannot be written: {problem.Message} Searches work, indexing does not.",
                "Check its owner and permissions, or name another folder with --data.");
        }
    }

    private IEnumerable<Finding> ExamineDisk()
    {
        var drive = new DriveInfo(Path.GetFullPath(_options.DataFolder));
        var space = _options.FreeSpace(Path.GetFullPath(_options.DataFolder));
        var left = (long)_options.Indexing.LeaveFreeMebibytes << 20;
        var free = string.Create(CultureInfo.InvariantCulture, $"{space >> 20:N0} MiB are free for {_options.DataFolder}");
        yield return space < left ? new(
                "space", FindingLevel.Error, string.Create(CultureInfo.InvariantCulture, $"{free}, and indexing leaves {left >> 20:N0} MiB free: it is refused, searches work."),
                "Free some space, move the index with --data, or lower indexing.leaveFree.")
            : space - left < LittleSpace ? new("space", FindingLevel.Warning, $"{free}: indexing may stop before it has finished.", "Free some space, or move the index with --data.")
            : new("space", FindingLevel.Ok, $"{free}.", "");
        yield return Remote.Contains(drive.DriveFormat, StringComparer.OrdinalIgnoreCase)
            ? new(
                "filesystem", FindingLevel.Error, $"{_options.DataFolder} lies on a network file system ({drive.DriveFormat}), whose locks and syncs cannot be relied on.",
                "Name a folder on a local disk with --data or CTXB_DATA.")
            : new("filesystem", FindingLevel.Ok, $"{_options.DataFolder} lies on {drive.DriveFormat}, a local file system.", "");
    }

    private IEnumerable<Finding> ExaminePlain()
    {
        var plain = Path.Join(_options.DataFolder, PlainFolder);
        if (_options.Sealed && Directory.Exists(plain) && Directory.EnumerateDirectories(plain).Any())
        {
            yield return new(
                "plain", FindingLevel.Warning, $"Beside the sealed index lies one that is not, in {plain}.",
                "Remove it with `CTXB_ENCRYPTION=off ctxb clear --all` when nobody uses it.");
        }
    }

    private Finding ExamineKeys()
    {
        if (!_options.Sealed)
        {
            return new(
                "keys", FindingLevel.Warning, $"The index is not sealed (encryption is off): whoever can read {CollectionsFolder} reads your code.",
                "Set encryption to on and index again; `ctxb clear --all` then removes what is not sealed.");
        }

        try
        {
            _keys.TryOpen(NamesOfCollections)?.Dispose();
            return new("keys", FindingLevel.Ok, $"The master key ({_options.MasterKey.Place}) opens keys.db.", "");
        }
        catch (Exception problem) when (problem is CtxbException or IOException or UnauthorizedAccessException)
        {
            return new("keys", FindingLevel.Error, problem.Message, (problem as CtxbException)?.Next ?? "Check who owns the key file.");
        }
    }

    private async Task<Finding> ExamineModelAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _embedders.OpenAsync(cancellationToken).ConfigureAwait(false) is { } embedder
                ? new("model", FindingLevel.Ok, $"The model {embedder.ModelId} opens.", "")
                : _embedders.Failure is { } failure ? new("model", FindingLevel.Warning, failure.Message, failure.Next)
                : new("model", FindingLevel.Ok, "No model is configured: searches go by words alone.", "");
        }
        catch (Exception problem) when (problem is CtxbException or IOException)
        {
            return new("model", FindingLevel.Error, problem.Message, (problem as CtxbException)?.Next ?? "Install ctxb again.");
        }
    }

    private async Task<IReadOnlyList<Finding>> ExamineCollectionAsync(string folder, bool fix, CallContext call, CancellationToken cancellationToken)
    {
        var id = Path.GetFileName(folder);
        try
        {
            var collection = OpenId(id);
            var examination = new StoreExamination(collection.Store);
            await examination.RunAsync(cancellationToken).ConfigureAwait(false);
            List<Finding> findings =
            [
                new("store", FindingLevel.Ok, string.Create(CultureInfo.InvariantCulture, $"{folder}: every record of {examination.ContentsChecked:N0} files opens."), ""),
            ];
            if (examination.SnapshotProblem is { } problem)
            {
                findings.Add(await FixSnapshotAsync(collection, "snapshot", problem, fix, cancellationToken).ConfigureAwait(false));
                return findings;
            }

            if (examination.Snapshot is { } snapshot)
            {
                findings.Add(new("snapshot", FindingLevel.Ok, $"{Path.Join(folder, snapshot.File)} opens and holds what the store says.", ""));
            }

            if (examination.VectorsChecked > 0)
            {
                var found = string.Create(
                    CultureInfo.InvariantCulture, $"{folder}: {examination.VectorsChecked - examination.VectorsMissed:N0} of {examination.VectorsChecked:N0} vectors tried find themselves{Unreachable(examination)}.");
                findings.Add(examination.VectorsUnreachable > 0 || examination.VectorsMissed * ShareMissed > examination.VectorsChecked
                    ? await FixSnapshotAsync(collection, "vectors", found, fix, cancellationToken).ConfigureAwait(false)
                    : new("vectors", FindingLevel.Ok, found, ""));
            }

            return findings;
        }
        catch (Exception problem) when (problem is InvalidDataException || (problem is CtxbException known && Unreadable.Contains(known.Code)))
        {
            return [await FixStoreAsync(folder, problem.Message, fix, call, cancellationToken).ConfigureAwait(false)];
        }
        catch (CtxbException problem)
        {
            return [new("store", FindingLevel.Error, problem.Message, problem.Next)];
        }
    }

    private static string Unreachable(StoreExamination examination) => examination.VectorsUnreachable == 0
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $", and {examination.VectorsUnreachable:N0} of the graph are reached by no walk");

    private static async Task<Finding> FixSnapshotAsync(
        Collection collection, string check, string problem, bool fix, CancellationToken cancellationToken)
    {
        if (fix)
        {
            var writer = await collection.BeginWriteAsync(null, cancellationToken).ConfigureAwait(false);
            await using (writer.ConfigureAwait(false))
            {
                await collection.PublishSnapshotAsync(writer, null, cancellationToken).ConfigureAwait(false);
            }
        }

        return new(
            check, FindingLevel.Warning, $"{problem} Nothing is lost: answers are made from the store, more slowly.",
            fix ? "" : "Run `ctxb doctor --fix`, or the next `ctxb index` or search that comes upon it rebuilds it.", fix);
    }

    /// <summary>Deletes what cannot be trusted and indexes again the folders that it can still name.</summary>
    private async Task<Finding> FixStoreAsync(string folder, string problem, bool fix, CallContext call, CancellationToken cancellationToken)
    {
        if (!fix)
        {
            return new("store", FindingLevel.Error, problem, SqliteSchema.Mend);
        }

        var id = Path.GetFileName(folder);
        var roots = await RootsOfAsync(id, folder).ConfigureAwait(false);
        if (_collections.TryRemove(id, out var opened))
        {
            try
            {
                await opened.Value.DisposeAsync().ConfigureAwait(false);
            }
            catch (CtxbException)
            {
                // it never opened
            }
        }

        var held = SqliteContentStore.TryLock(folder) ?? throw new CtxbException(
            ErrorCodes.IndexBusy, $"Another process is writing to {folder}.", "Wait until it has finished, or end it, and try again.");
        await held.DisposeAsync().ConfigureAwait(false); // an open file cannot be deleted on Windows
        SqliteContentStore.Delete(folder);
        List<string> again = [.. roots.Where(Directory.Exists)];
        foreach (var root in again)
        {
            await IndexAsync(new IndexRequest { Root = root }, null, call, cancellationToken).ConfigureAwait(false);
        }

        return again.Count > 0
            ? new("store", FindingLevel.Error, $"{problem} It was removed and indexed again: {string.Join(", ", again)}.", "", Fixed: true)
            : new(
                "store", FindingLevel.Error, $"{problem} It was removed; which folders it held could not be read.",
                "Index your folder again with `ctxb index`, or just search it.", Fixed: true);
    }

    private async Task<IReadOnlyList<string>> RootsOfAsync(string id, string folder)
    {
        try
        {
            using var keys = _keys.TryOpen(id);
            return keys is null ? [] : await SqliteContentStore.SalvageRootsAsync(folder, keys, _options.Time).ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is CtxbException or InvalidDataException)
        {
            return [];
        }
    }
}
