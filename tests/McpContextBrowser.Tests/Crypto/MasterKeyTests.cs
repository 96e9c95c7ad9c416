using System.Runtime.Versioning;
using System.Security.Cryptography;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;

namespace McpContextBrowser.Tests.Crypto;

public sealed class MasterKeyTests
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] Context = [1, 2, 3];

    private ScratchFolder _home = null!;
    private MasterKeyFile _file = null!;

    [SetUp]
    public void An_empty_home()
    {
        _home = new();
        _file = new(_home["config", "ctxb", "master.key"]);
    }

    [TearDown]
    public void Remove() => _home.Dispose();

    [Test]
    public void A_file_is_made_on_first_use_and_unwraps_what_it_wrapped()
    {
        var wrapped = _file.Wrap(Key, Context);
        Assert.That(Unwrap(_file, wrapped, Context), Is.EqualTo(Key));
        Assert.That(Unwrap(new MasterKeyFile(_file.Place), wrapped, Context), Is.EqualTo(Key));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(_file.Place)!), Has.Length.EqualTo(1), "nothing half-made is left");
    }

    [Test]
    public void What_was_wrapped_for_one_use_does_not_open_for_another() =>
        AssertRefused(() => Unwrap(_file, _file.Wrap(Key, Context), [1, 2]), ErrorCodes.RecordRefused);

    [Test]
    [Platform(Exclude = "Win", Reason = "modes are POSIX's; Windows has its access list")]
    [UnsupportedOSPlatform("windows")]
    public void A_file_that_others_can_read_is_refused()
    {
        var wrapped = _file.Wrap(Key, Context);
        foreach (var mode in new[] { UnixFileMode.GroupRead, UnixFileMode.OtherRead, UnixFileMode.GroupWrite, UnixFileMode.OtherExecute })
        {
            File.SetUnixFileMode(_file.Place, UnixFileMode.UserRead | UnixFileMode.UserWrite | mode);
            AssertRefused(() => Unwrap(_file, wrapped, Context), ErrorCodes.KeyExposed);
            AssertRefused(() => _file.Wrap(Key, Context), ErrorCodes.KeyExposed);
        }

        File.SetUnixFileMode(_file.Place, UnixFileMode.UserRead);
        Assert.That(Unwrap(_file, wrapped, Context), Is.EqualTo(Key));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "modes are POSIX's; Windows has its access list")]
    [UnsupportedOSPlatform("windows")]
    public void A_file_in_a_folder_into_which_others_can_write_is_refused()
    {
        var wrapped = _file.Wrap(Key, Context);
        var folder = Path.GetDirectoryName(_file.Place)!;
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherWrite);
        AssertRefused(() => Unwrap(_file, wrapped, Context), ErrorCodes.KeyExposed);
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.StickyBit);
        Assert.That(Unwrap(_file, wrapped, Context), Is.EqualTo(Key), "as in /tmp, nobody else can replace it");
    }

    [Test]
    public void A_file_of_another_owner_is_refused()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            Assert.Ignore("needs Linux and root, to give a file away");
        }

        var wrapped = _file.Wrap(Key, Context);
        Assert.That(Chown(_file.Place, 12345, 12345), Is.Zero);
        AssertRefused(() => Unwrap(_file, wrapped, Context), ErrorCodes.KeyExposed, "belongs to user 12345");
    }

    [Test]
    public void A_missing_or_empty_file_is_missing_when_something_is_to_be_unwrapped()
    {
        AssertRefused(() => Unwrap(_file, new byte[WrappedKey.Length], Context), ErrorCodes.KeyMissing);
        OwnerOnlyFile.TryCreate(_file.Place, "# nothing\n"u8);
        AssertRefused(() => Unwrap(_file, new byte[WrappedKey.Length], Context), ErrorCodes.KeyMissing);
    }

    [Test]
    public void Many_that_make_the_file_at_once_end_with_one_key()
    {
        var wrapped = new byte[16][];
        Parallel.For(0, wrapped.Length, i => wrapped[i] = new MasterKeyFile(_file.Place).Wrap(Key, Context));
        Assert.That(wrapped, Has.All.Matches<byte[]>(bytes => Unwrap(_file, bytes!, Context).SequenceEqual(Key)));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(_file.Place)!), Has.Length.EqualTo(1));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Rotating_the_file_changes_the_key_and_keeps_the_old_only_when_asked(bool keepOld)
    {
        using var data = new ScratchFolder();
        using var elsewhere = new ScratchFolder();
        using var ring = new KeyRing(data["keys.db"], _file, TimeProvider.System);
        ring.Open("a").Dispose();
        using var other = new KeyRing(elsewhere["keys.db"], _file, TimeProvider.System);
        other.Open("a").Dispose();
        other.Dispose();

        var before = File.ReadAllText(_file.Place);
        _file.Rotate(ring, keepOld);
        Assert.That(File.ReadAllText(_file.Place), keepOld ? Does.StartWith(before) : Does.Not.Contain(before.Split('\n')[1]));
        Assert.That(() => ring.Open("a").Dispose(), Throws.Nothing);
        Assert.That(() => other.Open("a").Dispose(), keepOld ? Throws.Nothing : Throws.TypeOf<CtxbException>());
    }

    [Test]
    public void A_text_is_read_in_each_of_its_forms()
    {
        byte[] key = [0xfb, 0xff, .. RandomNumberGenerator.GetBytes(30)]; // begins with +/ in base64
        var base64 = Convert.ToBase64String(key);
        string[] forms =
        [
            base64, base64.TrimEnd('='), base64.Replace('+', '-').Replace('/', '_'), Convert.ToHexString(key), Convert.ToHexStringLower(key), $" {base64}\n",
        ];
        using var first = new MasterKeyText(forms[0], "CTXB_MASTER_KEY");
        var wrapped = first.Wrap(Key, Context);
        foreach (var form in forms)
        {
            using var text = new MasterKeyText(form, "CTXB_MASTER_KEY");
            Assert.That(Unwrap(text, wrapped, Context), Is.EqualTo(Key), form);
        }
    }

    [TestCase("")]
    [TestCase("correct horse battery staple")]
    [TestCase("c2hvcnQ=")]
    [TestCase("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    public void A_text_that_is_no_key_is_refused_without_repeating_it(string text)
    {
        var refusal = Assert.Throws<CtxbException>(() => _ = new MasterKeyText(text, "CTXB_MASTER_KEY"));
        Assert.That(refusal!.Code, Is.EqualTo(ErrorCodes.ConfigurationInvalid));
        Assert.That(refusal.Message, Does.Contain("CTXB_MASTER_KEY"));
        if (text.Length > 0)
        {
            Assert.That($"{refusal.Message} {refusal.Next}", Does.Not.Contain(text));
        }
    }

    [Test]
    public void Another_text_is_another_key()
    {
        using var first = new MasterKeyText(Convert.ToHexString(Key), "CTXB_MASTER_KEY");
        using var second = new MasterKeyText(Convert.ToHexString(RandomNumberGenerator.GetBytes(32)), "CTXB_MASTER_KEY");
        AssertRefused(() => Unwrap(second, first.Wrap(Key, Context), Context), ErrorCodes.KeyWrong);
    }

    [Test]
    public void Every_flipped_bit_of_a_wrapped_key_is_refused()
    {
        var wrapped = WrappedKey.Wrap(Key, Key, Context);
        var opened = new byte[32];
        for (var bit = 0; bit < wrapped.Length * 8; bit++)
        {
            wrapped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(WrappedKey.TryUnwrap(Key, wrapped, Context, opened), Is.Not.EqualTo(WrappedKey.Outcome.Opened), $"bit {bit}");
            Assert.That(opened, Is.All.Zero);
            wrapped[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    private static byte[] Unwrap(IKeyWrapper source, byte[] wrapped, byte[] context)
    {
        var key = new byte[32];
        source.Unwrap(wrapped, context, key);
        return key;
    }

    private static void AssertRefused(Action act, string code, string message = "") =>
        Assert.That(act, Throws.TypeOf<CtxbException>().With.Property(nameof(CtxbException.Code)).EqualTo(code).And.Message.Contains(message));

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "chown")]
    [System.Runtime.InteropServices.DefaultDllImportSearchPaths(System.Runtime.InteropServices.DllImportSearchPath.SafeDirectories)]
    private static extern int Chown([System.Runtime.InteropServices.MarshalAs(System.Runtime.InteropServices.UnmanagedType.LPUTF8Str)] string path, uint owner, uint group);
}
