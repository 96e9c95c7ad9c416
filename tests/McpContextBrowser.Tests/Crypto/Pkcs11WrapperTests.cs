using System.Runtime.InteropServices;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Tests.EndToEnd;

namespace McpContextBrowser.Tests.Crypto;

/// <summary>A real token: Debian's SoftHSM 2, with a configuration of its own.</summary>
public sealed partial class Pkcs11WrapperTests
{
    private const string Module = "/usr/lib/softhsm/libsofthsm2.so";
    private const string Pin = "4711-pin";

    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] Context = "context"u8.ToArray();

    private ScratchFolder _home = null!;

    [OneTimeSetUp]
    public async Task A_token()
    {
        _home = new ScratchFolder();
        if (!File.Exists(Module))
        {
            Assert.Ignore($"needs {Module} of Debian's softhsm2");
        }

        Directory.CreateDirectory(_home["tokens"]);
        File.WriteAllText(_home["softhsm2.conf"], $"directories.tokendir = {_home["tokens"]}\nobjectstore.backend = file\nlog.level = ERROR\n");
        Assert.That(SetVariable("SOFTHSM2_CONF", _home["softhsm2.conf"], 1), Is.Zero); // the module reads the process's own
        var made = await Programs.RunAsync(
            _home.Path, new Dictionary<string, string?> { ["SOFTHSM2_CONF"] = _home["softhsm2.conf"] }, "softhsm2-util",
            "--init-token", "--free", "--label", "ctxb-test", "--so-pin", "so-pin-1", "--pin", Pin);
        Assert.That(made?.ExitCode, Is.Zero, made?.Text);
    }

    [OneTimeTearDown]
    public void Remove() => _home.Dispose();

    [Test]
    public void A_key_is_made_in_the_token_on_first_use_and_unwraps_what_it_wrapped()
    {
        var wrapped = Token("first").Wrap(Key, Context);
        Assert.That(wrapped, Has.Length.EqualTo(60));
        Assert.That(wrapped.AsSpan().IndexOf(Key), Is.Negative);
        var key = new byte[32];
        Token("first").Unwrap(wrapped, Context, key);
        Assert.That(key, Is.EqualTo(Key));
    }

    [Test]
    public void Another_key_another_context_and_every_changed_byte_are_refused()
    {
        var wrapped = Token("second").Wrap(Key, Context);
        Token("third").Wrap(Key, Context);
        AssertRefused("third", wrapped, Context, ErrorCodes.KeyWrong);
        AssertRefused("second", wrapped, "another"u8.ToArray(), ErrorCodes.KeyWrong);
        AssertRefused("second", wrapped[..^1], Context, ErrorCodes.KeyWrong);
        for (var i = 0; i < wrapped.Length; i += 7)
        {
            var changed = wrapped.ToArray();
            changed[i] ^= 1;
            AssertRefused("second", changed, Context, ErrorCodes.KeyWrong);
        }
    }

    [Test]
    public void A_missing_key_token_or_module_is_named_and_never_made_when_something_is_to_be_unwrapped()
    {
        AssertRefused("never made", new byte[60], Context, ErrorCodes.KeyMissing);
        Assert.That(
            () => new Pkcs11Wrapper(Module, "no such token", "k", Pin).Wrap(Key, Context),
            Throws.TypeOf<CtxbException>().With.Message.Contains("no such token"));
        Assert.That(
            () => new Pkcs11Wrapper("/nowhere/lib.so", "t", "k", Pin).Wrap(Key, Context),
            Throws.TypeOf<CtxbException>().With.Message.Contains("/nowhere/lib.so"));
    }

    [Test]
    public void A_wrong_pin_is_refused_and_not_repeated() => Assert.That(
        () => new Pkcs11Wrapper(Module, "ctxb-test", "first", "wrong-pin").Wrap(Key, Context),
        Throws.TypeOf<CtxbException>().With.Property(nameof(CtxbException.Code)).EqualTo(ErrorCodes.KeyWrong).And.Message.Not.Contains("wrong-pin"));

    [Test]
    public void A_ring_moves_from_a_file_into_the_token_and_on()
    {
        using var data = new ScratchFolder();
        var file = new MasterKeyFile(_home["config", "master.key"]);
        using (var ring = new KeyRing(data["keys.db"], file, TimeProvider.System))
        {
            using var keys = ring.Open("collection");
            ring.RotateMaster(Token("ring"));
        }

        using (var ring = new KeyRing(data["keys.db"], Token("ring"), TimeProvider.System))
        {
            using var keys = ring.TryOpen("collection");
            Assert.That(keys, Is.Not.Null);
            Assert.That(ring.Status().Source, Is.EqualTo("pkcs11"));
        }

        using var old = new KeyRing(data["keys.db"], file, TimeProvider.System);
        Assert.That(() => old.TryOpen("collection"), Throws.TypeOf<CtxbException>().With.Message.Contains("pkcs11"));
    }

    private static Pkcs11Wrapper Token(string key) => new(Module, "ctxb-test", key, Pin);

    private static void AssertRefused(string key, byte[] wrapped, byte[] context, string code)
    {
        var opened = new byte[32];
        Assert.That(() => Token(key).Unwrap(wrapped, context, opened), Throws.TypeOf<CtxbException>().With.Property(nameof(CtxbException.Code)).EqualTo(code));
        Assert.That(opened, Is.All.Zero);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
