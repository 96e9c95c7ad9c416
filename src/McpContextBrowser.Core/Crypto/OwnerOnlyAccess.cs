using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace McpContextBrowser.Core.Crypto;

/// <summary>The access lists that stand for modes 0600 and 0700 on Windows: one entry for the user, nothing inherited.</summary>
[SupportedOSPlatform("windows")]
internal static class OwnerOnlyAccess
{
    public static void CreateFolder(string folder)
    {
        var info = new DirectoryInfo(folder);
        if (info.Exists)
        {
            return;
        }

        var access = new DirectorySecurity();
        access.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        access.AddAccessRule(new(
            User(), FileSystemRights.FullControl, InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit, PropagationFlags.None, AccessControlType.Allow));
        info.Create(access);
    }

    public static FileStream CreateFile(string path)
    {
        var access = new FileSecurity();
        access.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        access.AddAccessRule(new(User(), FileSystemRights.FullControl, AccessControlType.Allow));
        return new FileInfo(path).Create(FileMode.CreateNew, FileSystemRights.Write, FileShare.None, 1, FileOptions.WriteThrough, access);
    }

    /// <exception cref="Contracts.CtxbException">Someone else than the user, the system and administrators may read the file.</exception>
    public static void Check(string path)
    {
        SecurityIdentifier[] trusted =
        [
            User(), new(WellKnownSidType.LocalSystemSid, null), new(WellKnownSidType.BuiltinAdministratorsSid, null),
        ];
        foreach (FileSystemAccessRule rule in new FileInfo(path).GetAccessControl().GetAccessRules(true, true, typeof(SecurityIdentifier)))
        {
            if (rule.AccessControlType == AccessControlType.Allow
                && (rule.FileSystemRights & FileSystemRights.ReadData) != 0
                && !trusted.Contains(rule.IdentityReference))
            {
                throw OwnerOnlyFile.Exposed(path, $"can be read by {rule.IdentityReference}", $"run `icacls \"{path}\" /inheritance:r /grant:r \"%USERNAME%:F\"`");
            }
        }
    }

    private static SecurityIdentifier User()
    {
        using var identity = WindowsIdentity.GetCurrent();
        return identity.User!;
    }
}
