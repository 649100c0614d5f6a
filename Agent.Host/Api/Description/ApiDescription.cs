using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;

namespace Agent.Host.Api.Description;

/// <summary>The API's description of itself: OpenAPI 3.1 for programs, and the same as a page for people.</summary>
internal static class ApiDescription
{
    public const string Document = "v1";
    private const string Bearer = "bearer";
    private const string Json = "application/json";
    private const string ProblemJson = "application/problem+json";

    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi(Document, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) => Complete(document));
        options.AddSchemaTransformer((schema, context, _) => LeaveOutNulls(schema, context.JsonTypeInfo));
        options.AddOperationTransformer((operation, _, _) => Complete(operation));
    });

    public static void MapApiDescription(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapGet("/docs", DocsPage.GetAsync).ExcludeFromDescription();
        app.MapGet("/docs/style.css", DocsPage.Style).ExcludeFromDescription();
    }

    private static Task Complete(OpenApiDocument document)
    {
        document.Info = new()
        {
            Title = "Agent API",
            Version = Document,
            Description = "Customer-support conversations that survive. Every error is a ProblemDetails whose type begins with urn:agent:problem:.",
            License = new() { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers = [new() { Url = "/" }]; // wherever this document was found
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A token of a configured issuer, or an API key." },
        };
        document.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
        return Task.CompletedTask;
    }

    // Members without a value are left out of every answer, so none of those can be promised.
    private static Task LeaveOutNulls(OpenApiSchema schema, JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(property => property.IsGetNullable))
            schema.Required?.Remove(property.Name);
        return Task.CompletedTask;
    }

    private static Task Complete(OpenApiOperation operation)
    {
        if (operation.OperationId is not { } id)
            return Task.CompletedTask;
        if (ApiExamples.Requests.TryGetValue(id, out var request) && operation.RequestBody?.Content?.TryGetValue(Json, out var body) == true)
            body.Example = JsonNode.Parse(request);
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (response.Content is null)
                continue;
            if (status[0] == '2' && ApiExamples.Responses.TryGetValue(id, out var answer) && response.Content.TryGetValue(Json, out var content))
                content.Example = JsonNode.Parse(answer);
            if (response.Content.TryGetValue(ProblemJson, out var problem) && ApiExamples.Problems.TryGetValue(status, out var example))
                problem.Example = JsonNode.Parse(example);
        }

        return Task.CompletedTask;
    }
}
