using System.Text;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Server.Auth;
using McpContextBrowser.Server.Storage;
using Microsoft.Data.Sqlite;

namespace McpContextBrowser.Tests.Server.Auth;

public sealed class ApiKeysTests
{
    private readonly ManualTime _time = new();
    private TemporaryFolder _disk;
    private SqliteApiKeyStore _store;
    private ApiKeys _keys;

    [SetUp]
    public void MakeStore()
    {
        _disk = new TemporaryFolder();
        _store = new SqliteApiKeyStore(new ServerDatabase(_disk.Join("data")));
        _keys = new ApiKeys(_store, new byte[32], _time);
    }

    [TearDown]
    public void RemoveStore()
    {
        SqliteConnection.ClearAllPools();
        _disk.Dispose();
    }

    [Test]
    public async Task A_new_key_is_recognised_as_its_owner()
    {
        var (key, text) = await CreateAsync();
        var caller = await _keys.RecogniseAsync(text, default);
        Assert.That((caller!.Name, caller.Role, caller.Proof), Is.EqualTo(("ann", Role.Developer, $"api-key:{key.Id}")));
        Assert.That(text, Does.Match("^ctxb_[a-z2-9]{12}_[A-Za-z0-9_-]{43}$"));
    }

    [Test]
    public async Task Any_changed_letter_is_somebody_unknown()
    {
        var (_, text) = await CreateAsync();
        for (var i = 0; i < text.Length - 1; i++)
        {
            var changed = text.ToCharArray();
            changed[i] = changed[i] == 'a' ? 'b' : 'a';
            Assert.That(await _keys.RecogniseAsync(new string(changed), default), Is.Null, $"letter {i}");
        }
    }

    [TestCase("")]
    [TestCase("ctxb_")]
    [TestCase("ctxb__")]
    [TestCase("ctxb_abcdefghijkm_")]
    [TestCase("ctxb_abcdefghijkm_AAAA")]
    [TestCase("ctxb_' OR 1=1 --_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task What_is_no_key_is_nobody(string text) => Assert.That(await _keys.RecogniseAsync(text, default), Is.Null);

    [Test]
    public async Task A_key_ends_when_it_expires_or_is_revoked_and_not_before()
    {
        var (_, text) = await CreateAsync();
        var (other, revoked) = await CreateAsync();
        _time.Advance(TimeSpan.FromDays(90) - TimeSpan.FromTicks(1));
        Assert.That(await _keys.RecogniseAsync(text, default), Is.Not.Null);
        await _store.RevokeAsync(other.Id, _time.GetUtcNow(), default);
        Assert.That(await _keys.RecogniseAsync(revoked, default), Is.Null);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.That(await _keys.RecogniseAsync(text, default), Is.Null);
    }

    [Test]
    public async Task A_third_active_key_is_refused_with_what_to_do()
    {
        await CreateAsync();
        await CreateAsync();
        Assert.That(async () => await CreateAsync(), Throws.TypeOf<CtxbException>().With.Property(nameof(CtxbException.Next)).Contains("apikey revoke"));
    }

    [TestCase("", 90)]
    [TestCase("a\nb", 90)]
    [TestCase("ann", 0)]
    [TestCase("ann", 9_999)]
    public void A_name_or_a_life_out_of_range_is_refused(string owner, int days) =>
        Assert.That(
            async () => await _keys.CreateAsync(owner, Role.Guest, [], null, TimeSpan.FromDays(days), default),
            Throws.TypeOf<CtxbException>().With.Property(nameof(CtxbException.Code)).EqualTo(ErrorCodes.ArgumentInvalid));

    [Test]
    public async Task The_database_alone_holds_no_secret_and_another_pepper_opens_nothing()
    {
        var (_, text) = await CreateAsync();
        var secret = Encoding.ASCII.GetBytes(text[^43..]);
        foreach (var file in Directory.EnumerateFiles(_disk.Join("data")))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            Assert.That(bytes.AsSpan().IndexOf(secret), Is.EqualTo(-1), file);
        }

        Assert.That(await new ApiKeys(_store, [1, .. new byte[31]], _time).RecogniseAsync(text, default), Is.Null);
    }

    private ValueTask<(ApiKey Key, string Text)> CreateAsync() => _keys.CreateAsync("ann", Role.Developer, ["/srv/one"], null, TimeSpan.FromDays(90), default);
}
