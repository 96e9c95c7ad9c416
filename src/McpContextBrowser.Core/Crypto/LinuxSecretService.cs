using System.Runtime.InteropServices;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Crypto;

/// <summary>
/// Items of the freedesktop.org Secret Service in its default collection, through libsecret's "simple API" with a table of attributes
/// (secret_password_storev_sync, secret_password_lookupv_sync).
/// </summary>
internal static unsafe partial class LinuxSecretService
{
    private const string Library = "libsecret-1.so.0";
    private const string GLib = "libglib-2.0.so.0";
    private const string DefaultCollection = "default";

    /// <returns>Null when there is no such item.</returns>
    public static string? Find(string account) => With(account, attributes =>
    {
        var found = Lookup(0, attributes, 0, out var error);
        Check(error);
        if (found == 0)
        {
            return null;
        }

        try
        {
            return Marshal.PtrToStringUTF8(found);
        }
        finally
        {
            FreePassword(found);
        }
    });

    /// <summary>Adds an item, or replaces the one with the same account.</summary>
    public static void Store(string account, string password) => With(account, attributes =>
    {
        var stored = StorePassword(0, attributes, DefaultCollection, "ctxb master key", password, 0, out var error);
        Check(error);
        return stored != 0 ? "" : throw Refused("it did not keep the key");
    });

    private static T With<T>(string account, Func<nint, T> ask)
    {
        nint[] texts = [];
        nint attributes = 0;
        try
        {
            var glib = NativeLibrary.Load(GLib);
            attributes = NewTable(NativeLibrary.GetExport(glib, "g_str_hash"), NativeLibrary.GetExport(glib, "g_str_equal"));
            texts =
            [
                Marshal.StringToCoTaskMemUTF8("xdg:schema"), Marshal.StringToCoTaskMemUTF8("io.github.mcpcontextbrowser.MasterKey"),
                Marshal.StringToCoTaskMemUTF8("account"), Marshal.StringToCoTaskMemUTF8(account),
            ];
            _ = Insert(attributes, texts[0], texts[1]);
            _ = Insert(attributes, texts[2], texts[3]);
            return ask(attributes);
        }
        catch (DllNotFoundException cause)
        {
            throw new CtxbException(
                ErrorCodes.KeyMissing, "The Secret Service cannot be asked: libsecret is not installed.",
                "Install it (Debian: libsecret-1-0), or hold the master key elsewhere: keys.master.", cause);
        }
        finally
        {
            if (attributes != 0)
            {
                ReleaseTable(attributes);
            }

            foreach (var text in texts)
            {
                Marshal.FreeCoTaskMem(text);
            }
        }
    }

    private static void Check(nint error)
    {
        if (error != 0)
        {
            var said = Marshal.PtrToStringUTF8(((Error*)error)->Message);
            FreeError(error);
            throw Refused(said ?? "without a reason");
        }
    }

    private static CtxbException Refused(string why) => new(
        ErrorCodes.KeyMissing, $"The Secret Service refused: {why}",
        "Log in to a desktop session and unlock its keyring, or hold the master key elsewhere: keys.master.");

    /// <summary>GError.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Error
    {
        public uint Domain;
        public int Code;
        public nint Message;
    }

    [LibraryImport(Library, EntryPoint = "secret_password_lookupv_sync")]
    private static partial nint Lookup(nint schema, nint attributes, nint cancellable, out nint error);

    [LibraryImport(Library, EntryPoint = "secret_password_storev_sync", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StorePassword(nint schema, nint attributes, string collection, string label, string password, nint cancellable, out nint error);

    [LibraryImport(Library, EntryPoint = "secret_password_free")]
    private static partial void FreePassword(nint password);

    [LibraryImport(GLib, EntryPoint = "g_hash_table_new")]
    private static partial nint NewTable(nint hash, nint equal);

    [LibraryImport(GLib, EntryPoint = "g_hash_table_insert")]
    private static partial int Insert(nint table, nint key, nint value);

    [LibraryImport(GLib, EntryPoint = "g_hash_table_unref")]
    private static partial void ReleaseTable(nint table);

    [LibraryImport(GLib, EntryPoint = "g_error_free")]
    private static partial void FreeError(nint error);
}
