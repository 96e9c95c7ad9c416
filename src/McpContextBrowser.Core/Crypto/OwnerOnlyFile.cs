using System.Security.Cryptography;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Crypto;

/// <summary>Small files that nobody but their owner may read: made so, checked before each use, replaced whole.</summary>
public static class OwnerOnlyFile
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Makes the folder, and what is missing above it, for the owner alone; leaves one that is there as it is.</summary>
    /// <exception cref="CtxbException">It cannot be made there: a file is in the way, or this user may not write.</exception>
    public static void CreateFolder(string folder)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                OwnerOnlyAccess.CreateFolder(folder);
            }
            else if (!Directory.Exists(folder))
            {
                if (Path.GetDirectoryName(folder) is { Length: > 0 } above)
                {
                    CreateFolder(above); // the mode is given to the last folder of a path only
                }

                Directory.CreateDirectory(folder, OwnerFolder);
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CtxbException(
                ErrorCodes.ConfigurationInvalid,
                $"The folder {folder} cannot be made: {problem.Message}",
                "Give a place that you may write: --data DIR or CTXB_DATA for the index, CTXB_KEY_FILE for the key.",
                problem);
        }
    }

    /// <summary>Makes a file that is complete and durable from the moment it can be seen.</summary>
    /// <returns>False when one was there first; it is left alone.</returns>
    public static bool TryCreate(string path, ReadOnlySpan<byte> bytes)
    {
        var fresh = WriteBeside(path, bytes);
        var isFirst = Posix.TryLink(fresh, path) ?? TryMove(fresh, path);
        File.Delete(fresh);
        if (isFirst)
        {
            Posix.SyncFolder(Path.GetDirectoryName(path)!);
        }

        return isFirst;
    }

    /// <summary>Puts new bytes in place of the old, whole or not at all.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        File.Move(WriteBeside(path, bytes), path, overwrite: true);
        Posix.SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Reads a file after looking at who may.</summary>
    /// <exception cref="CtxbException"><see cref="ErrorCodes.KeyExposed"/>: another user owns it, can read it, or could replace it.</exception>
    public static byte[] Read(string path)
    {
        // Checked through the handle that is read, so it cannot be exchanged in between.
        using var handle = File.OpenHandle(path, options: FileOptions.SequentialScan);
        if (OperatingSystem.IsWindows())
        {
            OwnerOnlyAccess.Check(path);
        }
        else
        {
            var mode = File.GetUnixFileMode(handle);
            var owner = Posix.Owner(handle);
            var folder = File.GetUnixFileMode(Path.GetDirectoryName(path)!);
            if (owner is { } uid && uid != Posix.EffectiveUser)
            {
                throw Exposed(path, $"belongs to user {uid}", $"chown it to yourself and `chmod 600 '{path}'`");
            }

            if ((mode & Others) != 0)
            {
                throw Exposed(path, $"has mode {Convert.ToString((int)mode, 8)}", $"run `chmod 600 '{path}'`");
            }

            if ((folder & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0 && !folder.HasFlag(UnixFileMode.StickyBit))
            {
                throw Exposed(path, "lies in a folder into which others can write", $"run `chmod 700 '{Path.GetDirectoryName(path)}'`");
            }
        }

        var bytes = new byte[RandomAccess.GetLength(handle)];
        var read = RandomAccess.Read(handle, bytes, 0);
        return bytes[..read];
    }

    public static CtxbException Exposed(string path, string how, string remedy) => new(
        ErrorCodes.KeyExposed,
        $"{path}: the master key file {how}, so others may know the key.",
        $"If nobody read it, {remedy}; else make a new key with `ctxb keys rotate` after that.");

    private static bool TryMove(string fresh, string path)
    {
        try
        {
            File.Move(fresh, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    private static string WriteBeside(string path, ReadOnlySpan<byte> bytes)
    {
        CreateFolder(Path.GetDirectoryName(path)!);
        var fresh = $"{path}.{RandomNumberGenerator.GetHexString(16)}.new";
        using var stream = OperatingSystem.IsWindows()
            ? OwnerOnlyAccess.CreateFile(fresh)
            : new FileStream(fresh, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = OwnerFile,
                BufferSize = 0,
                Options = FileOptions.WriteThrough, // O_SYNC: a failed write is seen here, unlike a failed flush
            });
        stream.Write(bytes);
        return fresh;
    }
}
