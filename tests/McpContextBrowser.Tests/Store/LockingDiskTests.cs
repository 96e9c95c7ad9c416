using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Tests.Store;

public sealed class LockingDiskTests
{
    [Test]
    public void A_network_file_system_is_refused_with_the_way_out()
    {
        using var folder = new TemporaryFolder();
        var refusal = Assert.Throws<CtxbException>(() => LockingDisk.Require(folder.Join("not", "there"), _ => DriveType.Network, _ => true));
        Assert.That((refusal!.Code, refusal.Next), Is.EqualTo((ErrorCodes.DataNotLocal, "Name a folder on a local disk with --data DIR or CTXB_DATA.")));
    }

    [Test]
    public void An_unknown_file_system_is_taken_when_a_lock_holds_others_off_and_refused_when_not()
    {
        using var folder = new TemporaryFolder();
        Assert.That(() => LockingDisk.Require(folder.Path, _ => DriveType.Unknown, _ => true), Throws.Nothing);
        Assert.That(() => LockingDisk.Require(folder.Path, _ => DriveType.Unknown, _ => false), Throws.TypeOf<CtxbException>());
    }

    [Test]
    public void The_disk_of_this_machine_is_taken_and_its_locks_hold_others_off()
    {
        using var folder = new TemporaryFolder();
        Assert.That(() => LockingDisk.Require(folder.Path), Throws.Nothing);
        Assert.That(LockingDisk.HoldsOthersOff(folder.Path), Is.True);
        Assert.That(Directory.EnumerateFileSystemEntries(folder.Path), Is.Empty);
    }
}
