using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Crypto;

/// <summary>
/// Generic passwords in the user's default keychain (Keychain Services, "SecKeychainAddGenericPassword"). Written after the documentation;
/// it was not run, since there was no Mac.
/// </summary>
[SupportedOSPlatform("macos")]
internal static partial class MacKeychain
{
    private const string Security = "/System/Library/Frameworks/Security.framework/Security";
    private const string ServiceName = "ctxb";
    private const int Success = 0;
    private const int Duplicate = -25299; // errSecDuplicateItem
    private const int NotFound = -25300; // errSecItemNotFound

    /// <returns>Null when there is no such item.</returns>
    public static unsafe string? Find(string account)
    {
        var (service, name) = (Encoding.UTF8.GetBytes(ServiceName), Encoding.UTF8.GetBytes(account));
        var status = FindPassword(0, (uint)service.Length, service, (uint)name.Length, name, out var length, out var data, 0);
        if (status == NotFound)
        {
            return null;
        }

        Check(status);
        try
        {
            return Encoding.ASCII.GetString((byte*)data, (int)length);
        }
        finally
        {
            _ = FreeContent(0, data);
        }
    }

    /// <summary>Adds an item; one that another process added meanwhile stays.</summary>
    public static void Add(string account, string password)
    {
        var (service, name, secret) = (Encoding.UTF8.GetBytes(ServiceName), Encoding.UTF8.GetBytes(account), Encoding.ASCII.GetBytes(password));
        var status = AddPassword(0, (uint)service.Length, service, (uint)name.Length, name, (uint)secret.Length, secret, 0);
        if (status != Duplicate)
        {
            Check(status);
        }
    }

    private static void Check(int status)
    {
        if (status != Success)
        {
            throw new CtxbException(
                ErrorCodes.KeyMissing, $"The keychain refused (OSStatus {status}).", "Unlock it, or hold the master key elsewhere: keys.master.");
        }
    }

    [LibraryImport(Security, EntryPoint = "SecKeychainFindGenericPassword")]
    private static partial int FindPassword(
        nint keychain, uint serviceLength, byte[] service, uint accountLength, byte[] account, out uint passwordLength, out nint password, nint item);

    [LibraryImport(Security, EntryPoint = "SecKeychainAddGenericPassword")]
    private static partial int AddPassword(
        nint keychain, uint serviceLength, byte[] service, uint accountLength, byte[] account, uint passwordLength, byte[] password, nint item);

    [LibraryImport(Security, EntryPoint = "SecKeychainItemFreeContent")]
    private static partial int FreeContent(nint attributes, nint data);
}
