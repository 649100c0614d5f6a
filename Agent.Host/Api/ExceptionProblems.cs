using System.Text.Json;
using Agent.Processes;
using Agent.Processes.Telemetry;
using Microsoft.AspNetCore.Diagnostics;

namespace Agent.Host.Api;

/// <summary>Turns what a handler or the reading of a request threw into ProblemDetails, without internals.</summary>
internal sealed partial class ExceptionProblems(ILogger<ExceptionProblems> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
            return true; // nobody is left to read an answer
        var problem = exception switch
        {
            BadHttpRequestException bad => Describe(bad),
            _ when StorageFault.IsTransient(exception) => Problems.Unavailable(),
            _ => Problems.Internal(),
        };
        if (problem.StatusCode >= StatusCodes.Status500InternalServerError)
            LogFailed(exception, httpContext.Request.Method, httpContext.Request.Path, Faults.Count(FaultOrigins.Request, exception));
        if (problem.StatusCode == StatusCodes.Status503ServiceUnavailable)
            httpContext.Response.Headers.RetryAfter = "2";
        await problem.ExecuteAsync(httpContext);
        return true;
    }

    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult Describe(BadHttpRequestException exception) => exception.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => Problems.TooLarge("The body is larger than this address takes."),
        StatusCodes.Status415UnsupportedMediaType => Problems.UnsupportedMediaType(),
        _ when exception.InnerException is JsonException json => Problems.MalformedBody(
            json.Path is null or "$" or "" ? "It is not the JSON object this address expects." : $"The value at {json.Path} is not what this address expects."),
        _ => Problems.MalformedBody("A part of the request is missing or cannot be read."),
    };

    [LoggerMessage(EventId = 1311, Level = LogLevel.Error, Message = "{Method} {Path} failed ({Fault})")]
    private partial void LogFailed(Exception exception, string method, string path, string fault);
}
