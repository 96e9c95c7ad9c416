using System.Text;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Install;

/// <summary>A file that belongs to somebody else: read as it is, replaced whole, with a copy of what was there before.</summary>
/// <param name="Path">As it is named; a link is followed when it is written, so that a folder of dotfiles stays one.</param>
internal readonly record struct ForeignFile(string Path)
{
    /// <summary>Ending of the copy that is made beside a file before it is changed.</summary>
    public const string BackupEnding = ".before-ctxb";

    private const int LargestBytes = 64 << 20; // some agents keep their history in the same file
    private const char ByteOrderMark = '\uFEFF';

    /// <returns>UTF-8 with its byte order mark, if it has one; empty when there is no file.</returns>
    /// <exception cref="CtxbException">It cannot be read, or is no UTF-8.</exception>
    public string Read()
    {
        try
        {
            return !File.Exists(Path) ? ""
                : new FileInfo(Path).Length <= LargestBytes ? new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(Path))
                : throw Unusable("is larger than 64 MiB", null);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Unusable($"cannot be read: {problem.Message}", problem);
        }
    }

    /// <summary>Writes new text in place of the old, whole or not at all; keeps a copy of the old and its mode.</summary>
    /// <exception cref="CtxbException">It cannot be written.</exception>
    public void Write(string text)
    {
        try
        {
            var target = File.Exists(Path) ? File.ResolveLinkTarget(Path, returnFinalTarget: true)?.FullName ?? Path : Path;
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            var fresh = target + ".ctxb-new";
            File.WriteAllText(fresh, text, new UTF8Encoding(false));
            if (File.Exists(target))
            {
                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(fresh, File.GetUnixFileMode(target));
                }

                File.Copy(target, Path + BackupEnding, overwrite: true);
            }

            File.Move(fresh, target, overwrite: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"cannot be written: {problem.Message}", problem);
        }
    }

    /// <summary>Changes the text behind a byte order mark.</summary>
    public static string Behind(string text, Func<string, string> change) =>
        text.StartsWith(ByteOrderMark) ? ByteOrderMark + change(text[1..]) : change(text);

    private CtxbException Unusable(string how, Exception? cause) =>
        new(ErrorCodes.ConfigurationInvalid, $"{Path} {how.TrimEnd('.')}.", "Mend that, or add the server by hand: command ctxb, argument serve.", cause);
}
