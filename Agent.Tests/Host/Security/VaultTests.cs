using System.Net.Http.Json;
using System.Text;
using Agent.Host;
using Agent.Host.Security.People;
using Agent.Host.Security.Vault;
using Agent.Processes.Persistence.Tenancy;

namespace Agent.Tests.Host.Security;

internal sealed class VaultTests
{
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("a secret");
    private string _path = null!;

    [SetUp]
    public void Name() => _path = Path.Combine(Path.GetTempPath(), $"vault-{Guid.NewGuid():N}", "keyring.json");

    [TearDown]
    public void Remove()
    {
        if (Directory.Exists(Path.GetDirectoryName(_path)))
            Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);
    }

    [Test]
    public async Task What_is_wrapped_comes_back_from_whoever_has_the_file_also_after_a_rotation()
    {
        var (first, second) = (new FileVault(_path, "x"), new FileVault(_path, "x"));
        var old = await first.WrapAsync(Secret, default);
        var id = first.Rotate();
        var wrapped = WrappedKey.Unpack((await first.WrapAsync(Secret, default)).Pack());
        using var scope = Assert.EnterMultipleScope();
        Assert.That(wrapped.KeyId, Is.EqualTo(id).And.Not.EqualTo(old.KeyId));
        Assert.That(await second.UnwrapAsync(wrapped, default), Is.EqualTo(Secret), "a replica that has not rotated looks into the file again");
        Assert.That(await second.UnwrapAsync(old, default), Is.EqualTo(Secret));
        Assert.That(first.Prune(), Is.EqualTo(1));
        Assert.That(async () => await first.UnwrapAsync(old, default), Throws.InstanceOf<KeyLostException>());
        if (!OperatingSystem.IsWindows())
            Assert.That(File.GetUnixFileMode(_path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_rotation_wraps_everything_anew_and_the_older_keys_can_go(CancellationToken cancellationToken)
    {
        await using var host = await ApiHost.StartAsync("--KeyRing:Path", _path, "--Webhooks:AllowedHosts:0", "hooks.example.com");
        using (var made = await host.Client.PostAsJsonAsync("/api/v1/webhooks", new { url = "https://hooks.example.com/", kinds = new[] { "turn.completed" } }, cancellationToken))
            Assert.That((int)made.StatusCode, Is.EqualTo(201));
        var keys = host.Get<CustomerKeys>();
        var seal = await keys.SealAsync("demo", "customer:mara", cancellationToken);
        var vault = new FileVault(_path, "x"); // another process
        var rotation = new KeyRotation(vault, host.Get<TenantDatabase>());
        vault.Rotate();
        Assert.That(await rotation.CountOldAsync(cancellationToken), Is.EqualTo(2));
        Assert.That(await rotation.WrapAnewAsync(cancellationToken), Is.EqualTo(2));
        Assert.That(await rotation.CountOldAsync(cancellationToken), Is.Zero);
        vault.Prune();
        Assert.That((await keys.OpenAsync("demo", [seal], cancellationToken))[seal], Is.EqualTo("customer:mara"));
    }

    [Test]
    public async Task What_was_changed_or_wrapped_elsewhere_is_lost_and_says_so()
    {
        var vault = new FileVault(_path, "x");
        var wrapped = await vault.WrapAsync(Secret, default);
        wrapped.Wrapped[^1] ^= 1;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(async () => await vault.UnwrapAsync(wrapped, default), Throws.InstanceOf<KeyLostException>());
        Assert.That(async () => await vault.UnwrapAsync(wrapped with { Wrapped = [1, 2] }, default), Throws.InstanceOf<KeyLostException>());
        Assert.That(async () => await new NoVault().UnwrapAsync(wrapped, default), Throws.InstanceOf<KeyLostException>());
        Assert.That(() => WrappedKey.Unpack([9, 1]), Throws.InstanceOf<KeyLostException>());
    }

    [Test]
    public void A_file_that_is_no_key_ring_stops_the_start()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        foreach (var text in new[] { "", "{}", """{"current":"a","keys":{}}""", """{"current":"a","keys":{"a":"AQI="}}""" })
        {
            File.WriteAllText(_path, text);
            Assert.That(() => new FileVault(_path, "KeyRing:Path"), Throws.InstanceOf<ConfigurationFaultException>().With.Message.Contains("KeyRing:Path"), text);
        }
    }

    [Test]
    public void A_name_is_sealed_alike_each_time_and_opened_by_its_key_alone()
    {
        var (key, other) = (new CustomerKey("a1", new byte[32]), new CustomerKey("a1", [1, .. new byte[31]]));
        var seal = PersonSeal.Seal(key, "customer:mara");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(PersonSeal.Seal(key, "customer:mara"), Is.EqualTo(seal));
        Assert.That(seal, Does.Not.Contain("mara").And.StartsWith("customer:sealed:a1:"));
        Assert.That(PersonSeal.Open(key, seal), Is.EqualTo("customer:mara"));
        Assert.That(PersonSeal.Open(other, seal), Is.Null);
        Assert.That(PersonSeal.Open(key, seal[..^2] + "AA"), Is.Null);
        Assert.That(PersonSeal.Open(key, "customer:sealed:a1:AA"), Is.Null);
        Assert.That(PersonSeal.KeyOf("customer:mara"), Is.Null);
    }
}
