using System.Net;
using Agent.Host.Webhooks;
using Agent.Host.Webhooks.Sending;
using Agent.Host.Webhooks.Storage;
using Agent.Processes.Persistence;
using Agent.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Agent.Tests.Host.Webhooks;

internal sealed class WebhookSendingTests
{
    /// <summary>The example of the Standard Webhooks specification.</summary>
    [Test]
    public void A_signature_is_what_the_specification_says() => Assert.That(
        WebhookSignature.Make([Convert.FromBase64String("plJ3nmyCDGBKInavdOK15jsl")], "msg_loFOjxBNrRLzqYUf", 1731705121, """{"event_type":"ping","data":{"success":true}}"""),
        Is.EqualTo("v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="));

    [Test]
    public void Two_secrets_make_two_signatures() => Assert.That(WebhookSignature.Make([[1], [2]], "a", 1, "{}").Split(' '), Has.Length.EqualTo(2).And.Unique.And.All.StartsWith("v1,"));

    [TestCase("93.184.216.34")]
    [TestCase("8.8.8.8")]
    [TestCase("172.15.255.255")]
    [TestCase("172.32.0.1")]
    [TestCase("2606:2800:220:1:248:1893:25c8:1946")]
    [TestCase("::ffff:8.8.8.8")]
    public void Somebody_on_the_internet_is_public(string address) => Assert.That(PublicAddress.Is(IPAddress.Parse(address)), Is.True);

    [TestCase("0.0.0.0")]
    [TestCase("127.0.0.1")]
    [TestCase("127.255.255.254")]
    [TestCase("10.0.0.1")]
    [TestCase("172.16.0.1")]
    [TestCase("172.31.255.255")]
    [TestCase("192.168.1.1")]
    [TestCase("169.254.169.254")]
    [TestCase("168.63.129.16")]
    [TestCase("100.100.100.200")]
    [TestCase("192.0.0.192")]
    [TestCase("198.18.0.1")]
    [TestCase("224.0.0.1")]
    [TestCase("255.255.255.255")]
    [TestCase("::")]
    [TestCase("::1")]
    [TestCase("::ffff:127.0.0.1")]
    [TestCase("::ffff:169.254.169.254")]
    [TestCase("::127.0.0.1")]
    [TestCase("64:ff9b::7f00:1")]
    [TestCase("2002:7f00:1::")]
    [TestCase("2001:0:7f00:1::")]
    [TestCase("2001:db8::1")]
    [TestCase("fe80::1")]
    [TestCase("fec0::1")]
    [TestCase("fc00::1")]
    [TestCase("fd00:ec2::254")]
    [TestCase("ff02::1")]
    public void A_machine_s_own_network_and_what_clouds_tell_machines_are_not(string address) => Assert.That(PublicAddress.Is(IPAddress.Parse(address)), Is.False);

    [Test, CancelAfter(60_000)]
    public async Task A_name_that_resolves_to_something_else_the_second_time_leads_nowhere_else(CancellationToken cancellationToken)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        List<IPAddress[]> answers = [[IPAddress.Parse("192.0.2.1"), IPAddress.Loopback], [IPAddress.Loopback]];
        foreach (var answer in answers)
        {
            var looked = 0;
            var guard = new GuardedConnection(Options.Create(new WebhookOptions()), (_, _) =>
            {
                looked++;
                return Task.FromResult(answer);
            });
            using var handler = new SocketsHttpHandler { ConnectCallback = guard.ConnectAsync };
            using var client = new HttpClient(handler);
            Assert.That(
                async () => await client.PostAsync(new Uri(receiver.Url.Replace("127.0.0.1", "rebind.test", StringComparison.Ordinal)), null, cancellationToken),
                Throws.InstanceOf<HttpRequestException>());
            Assert.That(looked, Is.EqualTo(1), "the address that was looked at is the one that would be called");
        }

        Assert.That(receiver.Calls, Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task The_migrated_schema_is_the_models_and_every_key_starts_with_the_tenant(CancellationToken cancellationToken)
    {
        await using var created = NpgsqlDataSource.Create(await PostgresFixture.CreateDatabaseAsync());
        await using (var context = new WebhooksDbContext(WebhooksDbContext.OptionsFor(created)))
            await context.Database.ExecuteSqlRawAsync(context.Database.GenerateCreateScript(), cancellationToken);
        await using var migrated = NpgsqlDataSource.Create(await PostgresFixture.CreateDatabaseAsync());
        await new ConversationDatabase(migrated).MigrateAsync(cancellationToken);
        await WebhooksRegistration.MigrateAsync(migrated, cancellationToken);
        var expected = await SchemaSnapshot.ReadAsync(created, WebhooksDbContext.Schema, WebhooksDbContext.MigrationsTable, cancellationToken);
        var found = await SchemaSnapshot.ReadAsync(migrated, WebhooksDbContext.Schema, WebhooksDbContext.MigrationsTable, cancellationToken);
        Assert.That(found, Is.EqualTo(expected));
        Assert.That(found.Where(fact => fact.StartsWith("constraint pk_", StringComparison.Ordinal)), Is.Not.Empty.And.All.Contains("PRIMARY KEY (tenant"));
    }
}
