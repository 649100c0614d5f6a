using Agent.Host.Teams;
using Agent.Host.Teams.Outgoing;
using Agent.Tests.Fixtures;
using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Options;

namespace Agent.Tests.Host.Teams;

/// <summary>The token that answers are sent with.</summary>
internal sealed class ConnectorTokenTests
{
    private static readonly IOptions<TeamsOptions> s_bot = Options.Create(new TeamsOptions { AppId = TeamsHost.AppId, AppTenantId = TeamsHost.Directory });

    // The credential finds its endpoint in the environment, as on a machine in Azure.
    [Test, NonParallelizable, CancelAfter(60_000)]
    public async Task A_managed_identity_asks_its_machine_once_however_many_wait(CancellationToken cancellationToken)
    {
        await using var machine = await FakeDirectory.StartAsync();
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", $"{machine.Address}/machine/token");
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", "secret-of-the-machine");
        try
        {
            using var token = new ConnectorToken(s_bot, TimeProvider.System);
            var tokens = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => token.GetAsync(cancellationToken).AsTask()));
            var again = await token.GetAsync(cancellationToken);
            using var scope = Assert.EnterMultipleScope();
            Assert.That(tokens.Append(again), Has.All.EqualTo("machine-1"));
            Assert.That(machine.MachineTokens, Is.EqualTo(1));
            Assert.That(Uri.UnescapeDataString(machine.MachineRequest), Does.Contain($"client_id={TeamsHost.AppId}").And.Contain("resource=https://api.botframework.com"));
            Assert.That(machine.MachineSecret, Is.EqualTo("secret-of-the-machine"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", null);
            Environment.SetEnvironmentVariable("IDENTITY_HEADER", null);
        }
    }

    [Test]
    public async Task It_is_kept_for_four_fifths_of_its_time_and_no_longer()
    {
        var clock = new ShiftedClock();
        var credential = new CountingCredential(clock);
        using var token = new ConnectorToken(s_bot, clock, _ => credential);
        await token.GetAsync(default);
        clock.Advance(TimeSpan.FromMinutes(47));
        var kept = await token.GetAsync(default);
        clock.Advance(TimeSpan.FromMinutes(2));
        var renewed = await token.GetAsync(default);
        Assert.That((kept, renewed, credential.Scope), Is.EqualTo(("token-1", "token-2", "https://api.botframework.com/.default")));
    }

    [Test]
    public async Task A_sign_in_service_that_is_away_is_not_missed_while_the_old_one_is_good()
    {
        var clock = new ShiftedClock();
        var credential = new CountingCredential(clock);
        using var token = new ConnectorToken(s_bot, clock, _ => credential);
        await token.GetAsync(default);
        credential.IsAway = true;
        clock.Advance(TimeSpan.FromMinutes(50));
        Assert.That(await token.GetAsync(default), Is.EqualTo("token-1"));
        clock.Advance(TimeSpan.FromMinutes(11));
        Assert.That(async () => await token.GetAsync(default), Throws.TypeOf<AuthenticationFailedException>());
    }

    [Test]
    public async Task One_that_was_refused_is_dropped_once_and_not_its_successor()
    {
        var credential = new CountingCredential(TimeProvider.System);
        using var token = new ConnectorToken(s_bot, TimeProvider.System, _ => credential);
        var first = await token.GetAsync(default);
        token.Drop(first);
        var second = await token.GetAsync(default);
        token.Drop(first); // somebody else whose message was refused with the first one
        Assert.That((first, second, await token.GetAsync(default)), Is.EqualTo(("token-1", "token-2", "token-2")));
    }

    private sealed class CountingCredential(TimeProvider clock) : TokenCredential
    {
        private int _number;

        public bool IsAway { get; set; }

        public string Scope { get; private set; } = "";

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scope = requestContext.Scopes.Single();
            return IsAway ? throw new AuthenticationFailedException("nobody answers") : new($"token-{++_number}", clock.GetUtcNow().AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
