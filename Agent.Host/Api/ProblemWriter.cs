using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Agent.Host.Api;

/// <summary>
/// Writes every error as ProblemDetails, whatever the request accepts: the framework's writer would answer <c>Accept: text/event-stream</c> with plain text.
/// </summary>
internal sealed class ProblemWriter(IOptions<JsonOptions> json) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var (http, problem) = (context.HttpContext, context.ProblemDetails);
        problem.Status ??= http.Response.StatusCode;
        problem.Instance ??= http.Request.Path;
        problem.Extensions["requestId"] = http.TraceIdentifier;
        if (problem.Type is null or ['h', ..])
            Describe(problem);
        http.Response.StatusCode = problem.Status.Value;
        await http.Response.WriteAsJsonAsync(
            problem, json.Value.SerializerOptions.GetTypeInfo(typeof(ProblemDetails)), "application/problem+json", http.RequestAborted);
    }

    // Errors that routing and model binding decide, before any code of ours.
    private static void Describe(ProblemDetails problem)
    {
        (var type, problem.Title, problem.Detail) = problem.Status switch
        {
            404 => ("not-found", "There is nothing at this address.", problem.Detail),
            405 => ("method-not-allowed", "This address does not know the method.", "The Allow header names the methods it knows."),
            _ => ($"http-{problem.Status}", problem.Title, problem.Detail),
        };
        problem.Type = Problems.TypePrefix + type;
    }
}
