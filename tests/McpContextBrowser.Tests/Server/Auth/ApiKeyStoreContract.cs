using McpContextBrowser.Server.Auth;

namespace McpContextBrowser.Tests.Server.Auth;

/// <summary>What every store of keys keeps; a second store runs the same tests.</summary>
public abstract class ApiKeyStoreContract
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Opens the same place again, as another process would.</summary>
    private protected abstract IApiKeyStore Open();

    [Test]
    public async Task A_key_is_read_back_as_it_was_by_a_new_opening()
    {
        var key = Key("a") with { Collections = ["/srv/one", "/srv/ü"], Scopes = new HashSet<Operation> { Operation.Search, Operation.Index } };
        await Open().TryAddAsync(key, 2, Now, default);
        var read = await Open().FindAsync("a", default);
        Assert.Multiple(() =>
        {
            Assert.That(read! with { Collections = [], Scopes = null, SecretMac = [] }, Is.EqualTo(key with { Collections = [], Scopes = null, SecretMac = [] }));
            Assert.That(read!.Collections, Is.EqualTo(key.Collections));
            Assert.That(read.Scopes, Is.EquivalentTo(key.Scopes!));
            Assert.That(read.SecretMac, Is.EqualTo(key.SecretMac));
        });
    }

    [Test]
    public async Task An_unknown_key_is_not_found_and_cannot_be_revoked()
    {
        Assert.That(await Open().FindAsync("none", default), Is.Null);
        Assert.That(await Open().RevokeAsync("none", Now, default), Is.False);
    }

    [Test]
    public async Task A_revoked_key_is_so_for_everybody_at_once_and_keeps_its_time()
    {
        var (here, there) = (Open(), Open());
        await here.TryAddAsync(Key("a"), 2, Now, default);
        Assert.That(await there.RevokeAsync("a", Now.AddHours(1), default), Is.True);
        Assert.That(await there.RevokeAsync("a", Now.AddHours(2), default), Is.True);
        Assert.That((await here.FindAsync("a", default))!.RevokedAt, Is.EqualTo(Now.AddHours(1)));
    }

    [Test]
    public async Task An_owner_has_so_many_active_keys_and_no_more()
    {
        var store = Open();
        Assert.That(await store.TryAddAsync(Key("a"), 2, Now, default), Is.True);
        Assert.That(await store.TryAddAsync(Key("b"), 2, Now, default), Is.True);
        Assert.That(await store.TryAddAsync(Key("c"), 2, Now, default), Is.False);
        Assert.That(await store.TryAddAsync(Key("d") with { Owner = "somebody else" }, 2, Now, default), Is.True);
        await store.RevokeAsync("a", Now, default);
        Assert.That(await store.TryAddAsync(Key("c"), 2, Now, default), Is.True);
        Assert.That(await store.TryAddAsync(Key("e"), 2, Now.AddDays(2), default), Is.True, "the others have expired");
        Assert.That((await store.ListAsync(default)).Select(key => key.Id), Is.EqualTo(new[] { "a", "b", "c", "e", "d" }));
    }

    [Test]
    public async Task Many_that_add_at_once_do_not_get_more()
    {
        var stores = Enumerable.Range(0, 8).Select(_ => Open()).ToList();
        var added = await Task.WhenAll(stores.Select((store, i) => Task.Run(async () => await store.TryAddAsync(Key($"k{i}"), 2, Now, default))));
        Assert.That(added.Count(done => done), Is.EqualTo(2));
    }

    private static ApiKey Key(string id) => new()
    {
        Id = id,
        Owner = "owner",
        Role = Role.Viewer,
        SecretMac = [1, 2, 3],
        CreatedAt = Now,
        ExpiresAt = Now.AddDays(1),
    };
}
