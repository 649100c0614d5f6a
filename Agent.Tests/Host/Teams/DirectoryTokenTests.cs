using System.Net;
using System.Text.Json.Nodes;
using Agent.Host.Teams.Security;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Host.Teams;

/// <summary>Tokens of the bot's own directory: of programs with the bot's credentials, and of those that are allowed by name.</summary>
internal sealed class DirectoryTokenTests
{
    private const string Other = "99999999-2222-3333-4444-555555555555";
    private const string Allowed = "88888888-2222-3333-4444-555555555555";
    private const string Emulator = "d6d49420-f39b-4df7-a1dc-d59a935871db";
    private FakeDirectory _directory = null!;
    private TeamsHost _host = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _directory = await FakeDirectory.StartAsync();
        _host = await TeamsHost.StartAsync(settings:
            ["--Teams:Authority", _directory.Address, "--Teams:StsIssuer", $"{_directory.Address}/sts", "--Teams:Callers:0", Allowed]);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _host.DisposeAsync();
        await _directory.DisposeAsync();
    }

    [TestCase(true, TeamsHost.AppId, TeamsHost.Directory), TestCase(false, TeamsHost.AppId, TeamsHost.Directory)]
    [TestCase(true, Allowed, TeamsHost.Directory), TestCase(false, Allowed, TeamsHost.Directory)]
    [TestCase(true, TeamsHost.AppId, Emulator), TestCase(false, TeamsHost.AppId, Emulator)]
    public async Task Both_forms_are_taken_of_programs_that_may(bool isNew, string caller, string directory) =>
        Assert.That(await PostAsync(Claims(isNew, caller, directory)), Is.EqualTo(HttpStatusCode.OK));

    [TestCaseSource(nameof(Forgeries))]
    public async Task Everything_else_is_refused(Func<DirectoryTokenTests, string> forge) =>
        Assert.That(await PostTokenAsync(forge(this)), Is.EqualTo(HttpStatusCode.Unauthorized));

    [Test]
    public void In_the_public_cloud_the_issuers_are_those_that_Microsoft_names()
    {
        var issuers = DirectoryIssuer.Of(new() { AppId = TeamsHost.AppId, AppTenantId = TeamsHost.Directory }).ToDictionary(issuer => issuer.Issuer);
        using var scope = Assert.EnterMultipleScope();
        foreach (var tenant in new[] { TeamsHost.Directory, Emulator, "f8cdef31-a31e-4b4a-93e4-5f571e91255a", "69e9b82d-4842-4902-8d1e-abc5b98a55e8" })
        {
            Assert.That(issuers[$"https://sts.windows.net/{tenant}/"], Has.Property("CallerClaim").EqualTo("appid"));
            Assert.That(issuers[$"https://login.microsoftonline.com/{tenant}/v2.0"], Has.Property("CallerClaim").EqualTo("azp"));
        }

        Assert.That(issuers, Has.Count.EqualTo(8));
    }

    private static IEnumerable<TestCaseData> Forgeries()
    {
        yield return Case("an old token of another program", test => test.Sign(test.Claims(isNew: false, Other)));
        yield return Case("a new token of another program", test => test.Sign(test.Claims(isNew: true, Other)));
        yield return Case("the old form's claim in the new form", test => test.Changed(isNew: true, claims => Rename(claims, "azp", "appid")));
        yield return Case("the new form's claim in the old form", test => test.Changed(isNew: false, claims => Rename(claims, "appid", "azp")));
        yield return Case("another directory", test => test.Sign(test.Claims(isNew: true, TeamsHost.AppId, Other)));
        yield return Case("a directory that is not its issuer's", test => test.Changed(isNew: true, claims => claims["tid"] = Other));
        yield return Case("no directory", test => test.Changed(isNew: false, claims => claims.Remove("tid")));
        yield return Case("another audience", test => test.Changed(isNew: true, claims => claims["aud"] = Other));
        yield return Case("an end in the past", test => test.Changed(isNew: true, claims => claims["exp"] = DateTimeOffset.UtcNow.AddMinutes(-6).ToUnixTimeSeconds()));
        yield return Case("the connector's key", test => test._host.Issuer.Token(test.Claims(isNew: true)));
        yield return Case("the directory's key and the connector's name", test => test.Sign(test._host.Claims()));

        static TestCaseData Case(string name, Func<DirectoryTokenTests, string> forge) => new(forge) { TestName = $"A token of the directory with {name} is refused" };

        static void Rename(JsonObject claims, string from, string to)
        {
            claims[to] = (string?)claims[from];
            claims.Remove(from);
        }
    }

    private JsonObject Claims(bool isNew, string caller = TeamsHost.AppId, string directory = TeamsHost.Directory) => new()
    {
        ["iss"] = isNew ? _directory.NewIssuer(directory) : _directory.OldIssuer(directory),
        ["aud"] = TeamsHost.AppId,
        ["tid"] = directory,
        [isNew ? "azp" : "appid"] = caller,
        ["nbf"] = DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeSeconds(),
        ["exp"] = DateTimeOffset.UtcNow.AddMinutes(50).ToUnixTimeSeconds(),
    };

    private string Changed(bool isNew, Action<JsonObject> change)
    {
        var claims = Claims(isNew);
        change(claims);
        return Sign(claims);
    }

    private string Sign(JsonObject claims) => _host.Issuer.Token(claims, _directory.Key);

    private Task<HttpStatusCode> PostAsync(JsonObject claims) => PostTokenAsync(Sign(claims));

    private async Task<HttpStatusCode> PostTokenAsync(string token)
    {
        using var response = await _host.PostAsync(_host.Message("robot", "help"), CancellationToken.None, token);
        return response.StatusCode;
    }
}
