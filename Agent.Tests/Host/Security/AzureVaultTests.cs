using System.Security.Cryptography;
using Agent.Host;
using Agent.Host.Security.People;
using Agent.Host.Security.Vault;
using Agent.Tests.Fixtures;
using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Agent.Tests.Host.Security;

/// <summary>Secrets wrapped by a key in Azure Key Vault, in front of a stand-in that answers as its REST reference says.</summary>
internal sealed class AzureVaultTests
{
    private AzureVaultServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await AzureVaultServer.StartAsync();

    [TearDown]
    public ValueTask StopAsync() => _server.DisposeAsync();

    [TestCase(1), TestCase(32), TestCase(20_000)]
    public async Task What_is_wrapped_comes_back_however_long_also_after_a_new_version(int length)
    {
        var secret = RandomNumberGenerator.GetBytes(length);
        using var vault = Open();
        var old = WrappedKey.Unpack((await vault.WrapAsync(secret, default)).Pack());
        Assert.That(old.KeyId, Is.EqualTo(_server.Current));
        _server.Rotate();
        var wrapped = await vault.WrapAsync(secret, default);
        using var another = Open(); // another replica
        using var scope = Assert.EnterMultipleScope();
        Assert.That(wrapped.KeyId, Is.EqualTo(_server.Current).And.Not.EqualTo(old.KeyId));
        Assert.That(await another.UnwrapAsync(wrapped, default), Is.EqualTo(secret));
        Assert.That(await another.UnwrapAsync(old, default), Is.EqualTo(secret));
        Assert.That(await another.UnwrapAsync(old, default), Is.EqualTo(secret));
        Assert.That(_server.Calls.Count(call => call == "unwrap"), Is.EqualTo(2), "it is remembered");
        Assert.That(await vault.UnwrapAsync(new("", secret), default), Is.EqualTo(secret), "from before there was a vault");
    }

    [Test]
    public async Task What_was_changed_or_whose_version_is_gone_is_lost_and_says_so()
    {
        using var vault = Open();
        var wrapped = await vault.WrapAsync("a secret"u8.ToArray(), default);
        for (var place = 0; place < wrapped.Wrapped.Length; place += 7)
        {
            var changed = wrapped.Wrapped.ToArray();
            changed[place] ^= 1;
            Assert.That(async () => await Open().UnwrapAsync(wrapped with { Wrapped = changed }, default), Throws.InstanceOf<KeyLostException>(), $"{place}");
        }

        foreach (var version in new[] { "../other/x", "", new string('a', 65) })
            Assert.That(async () => await new AzureKeyClient(_server.Key, new AzureVaultServer.Credential(), TimeProvider.System).UnwrapAsync(version + "?", [1], default), Throws.InstanceOf<KeyLostException>());
        _server.Remove(wrapped.KeyId);
        using var another = Open();
        Assert.That(async () => await another.UnwrapAsync(wrapped, default), Throws.InstanceOf<KeyLostException>().With.Message.Contains("KeyNotFound"));
    }

    [Test]
    public async Task A_vault_that_is_busy_is_asked_again_and_one_that_stays_away_is_no_lost_key()
    {
        using var vault = Open();
        foreach (var status in new[] { 429, 503 })
            _server.FailNext(status);
        var wrapped = await vault.WrapAsync("a secret"u8.ToArray(), default);
        Assert.That(_server.Calls, Has.Count.EqualTo(3));
        for (var time = 0; time < 4; time++)
            _server.FailNext(500);
        using var another = Open();
        Assert.That(async () => await another.UnwrapAsync(wrapped, default), Throws.InstanceOf<HttpRequestException>());
        Assert.That(await another.UnwrapAsync(wrapped, default), Is.EqualTo("a secret"u8.ToArray()));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_service_whose_key_is_in_the_vault_stores_no_secret_that_the_vault_has_not_wrapped(CancellationToken cancellationToken)
    {
        var credential = new AzureVaultServer.Credential();
        await using var host = await ApiHost.StartAsync(services => services.AddSingleton<TokenCredential>(credential), "--KeyRing:AzureKey", _server.Key.ToString());
        var keys = host.Get<CustomerKeys>();
        var seal = await keys.SealAsync("demo", "customer:mara", cancellationToken);
        Assert.That((await keys.OpenAsync("demo", [seal], cancellationToken))[seal], Is.EqualTo("customer:mara"));
        await using var stored = host.Get<NpgsqlDataSource>().CreateCommand("SELECT key FROM security.customer_keys");
        Assert.That(WrappedKey.Unpack((byte[])(await stored.ExecuteScalarAsync(cancellationToken))!).KeyId, Is.EqualTo(_server.Current));
        Assert.That(credential.Scopes, Has.All.EqualTo("https://vault.azure.net/.default"));
    }

    [TestCase("http://shop.vault.azure.net/keys/agent", "https")]
    [TestCase("https://shop.vault.azure.net/secrets/agent", "without a version")]
    [TestCase("https://shop.vault.azure.net/keys/agent/0123", "without a version")]
    [TestCase("agent", "https")]
    public void What_is_no_key_of_a_vault_stops_the_start(string address, string says) => Assert.That(
        () => VaultRegistration.Open(Configuration(("KeyRing:AzureKey", address)), () => new AzureVaultServer.Credential(), TimeProvider.System), Throws.InstanceOf<ConfigurationFaultException>().With.Message.Contains(says));

    [Test]
    public void A_file_and_a_vault_at_once_stop_the_start() => Assert.That(
        () => VaultRegistration.Open(Configuration(("KeyRing:AzureKey", _server.Key.ToString()), ("KeyRing:Path", "x")), () => new AzureVaultServer.Credential(), TimeProvider.System),
        Throws.InstanceOf<ConfigurationFaultException>().With.Message.Contains("only one"));

    private AzureVault Open() => new(new AzureKeyClient(_server.Key, new AzureVaultServer.Credential(), TimeProvider.System));

    private static IConfigurationRoot Configuration(params (string Key, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => setting.Value)).Build();
}
