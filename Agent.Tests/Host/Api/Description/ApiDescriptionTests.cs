using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Agent.Host.Api;
using Agent.Tests.Conventions;
using Agent.Tests.Fixtures;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Agent.Tests.Host.Api.Description;

internal sealed partial class ApiDescriptionTests : ApiTests
{
    private static readonly string Documented = File.ReadAllText(Path.Combine(Repository.Root, "docs", "api.md"));

    [Test]
    public async Task The_document_is_OpenAPI_3_1_and_holds_every_endpoint_under_its_own_name_with_a_summary()
    {
        var document = await Host.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var described = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(operation => (path.Name, operation))).ToList();
        var served = Host.Get<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith(AgentApi.Root, StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} /{Constraint().Replace(endpoint.RoutePattern.RawText!.Trim('/'), "}")}"));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(document.GetProperty("openapi").GetString(), Does.StartWith("3.1."));
        Assert.That(described.Select(operation => $"{operation.operation.Name.ToUpperInvariant()} {operation.Name}"), Is.EquivalentTo(served));
        Assert.That(described.Select(operation => operation.operation.Value.GetProperty("operationId").GetString()), Is.Unique);
        Assert.That(described.Select(operation => operation.operation.Value.GetProperty("summary").GetString()), Is.All.Not.Empty);
    }

    [Test]
    public void Every_problem_the_service_can_answer_with_is_in_the_documentation()
    {
        var source = File.ReadAllText(Path.Combine(Repository.Root, "Agent.Host", "Api", "Problems.cs"));
        var types = ProblemType().Matches(source).Select(match => match.Groups[1].Value).ToList();
        var methods = typeof(Problems).GetMethods().Where(method => method.ReturnType == typeof(ProblemHttpResult)).ToList();
        Assert.That(types, Has.Count.GreaterThanOrEqualTo(methods.Count - 1), "each method names one type; one has two forms");
        Assert.That(types.Where(type => !Documented.Contains($"| `{type}` |", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task Every_address_is_in_the_documentation()
    {
        var document = await Host.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var words = document.GetProperty("paths").EnumerateObject()
            .Select(path => path.Name[AgentApi.Root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries).Last(part => part[0] != '{')).Distinct();
        Assert.That(words.Where(word => !Documented.Contains(word, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task The_page_for_people_needs_nothing_from_outside_and_runs_no_script()
    {
        using var response = await Host.Client.GetAsync("/docs");
        var page = await response.Content.ReadAsStringAsync();
        using var style = await Host.Client.GetAsync("/docs/style.css");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/html"));
        Assert.That(response.Headers.GetValues("Content-Security-Policy").Single(), Does.StartWith("default-src 'none'; style-src 'self'"));
        Assert.That(page, Does.Contain("POST /api/v1/conversations/{id}/claim").And.Contain("mara_olsen_1001"));
        Assert.That(page, Does.Not.Contain("<script").And.Not.Contain("=\"http").And.Not.Contain(" style="));
        Assert.That(style.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/css"));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_public_linter_finds_no_fault_in_what_the_running_service_says(CancellationToken cancellationToken)
    {
        var folder = await NpmPackages.InstallAsync("openapi-linter", Path.Combine("Host", "Api", "Description", "npm"), cancellationToken);
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"openapi-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, await Host.Client.GetStringAsync("/openapi/v1.json", cancellationToken), cancellationToken);
        var rules = Path.Combine(TestContext.CurrentContext.TestDirectory, "Host", "Api", "Description", "npm", "redocly.yaml");
        var (code, output) = await NpmPackages.RunAsync(
            Path.Combine(folder, "node_modules", ".bin", "redocly"), ["lint", file, "--config", rules, "--format", "stylish"], folder, cancellationToken);
        File.Delete(file);
        TestContext.Out.WriteLine(output);
        Assert.That(code, Is.Zero, output);
    }

    // What a part of an address must look like is no part of its name.
    [GeneratedRegex(@":regex\(.*\)\}")]
    private static partial Regex Constraint();

    [GeneratedRegex(@"Status\d{3}\w+,\s*""([a-z-]+)""")]
    private static partial Regex ProblemType();
}
