using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Text.Json;
using Azure.Identity;

namespace Agent.Host.Models;

/// <summary>Reads from the SDK's exceptions what went wrong, so that one place decides what is worth another attempt.</summary>
internal sealed class ModelFailureReader(string model, TimeProvider clock)
{
    /// <summary>The failure behind <paramref name="exception"/>, or null when it is none of the model's: a fault of ours.</summary>
    public ModelException? Read(Exception exception) => exception switch
    {
        ModelException known => known,
        OperationCanceledException => Failed(ModelFailure.Timeout, "did not answer in time", exception),
        ClientResultException { Status: > 0 } refused => Read(refused),
        ClientResultException or HttpRequestException or IOException => Failed(ModelFailure.Unreachable, "cannot be reached", exception),
        AuthenticationFailedException => Failed(ModelFailure.Unauthorized, "cannot be called: no token for the service's identity", exception),
        // What the SDK throws while it reads a body that is no completion, or one without a choice.
        JsonException or FormatException or ArgumentOutOfRangeException or InvalidOperationException or KeyNotFoundException =>
            Failed(ModelFailure.UnreadableAnswer, "sent an answer that is no chat completion", exception),
        _ => null,
    };

    public ModelException Failed(ModelFailure failure, string what, Exception? exception = null, TimeSpan? retryAfter = null) =>
        new(failure, $"The model '{model}' {what}.", exception) { RetryAfter = retryAfter };

    private ModelException Read(ClientResultException refused)
    {
        var response = refused.GetRawResponse();
        var code = ErrorCode(response);
        var failure = (refused.Status, code) switch
        {
            (_, "insufficient_quota") => ModelFailure.QuotaExhausted,
            (429, _) => ModelFailure.RateLimited,
            (408 or 409 or 425 or >= 500, _) => ModelFailure.ServiceError,
            (_, "context_length_exceeded") => ModelFailure.ContextTooLong,
            (_, "content_filter" or "content_policy_violation") => ModelFailure.ContentFiltered,
            (401 or 403, _) => ModelFailure.Unauthorized,
            (404, _) => ModelFailure.UnknownModel,
            (>= 400, _) => ModelFailure.RejectedRequest,
            _ => ModelFailure.UnreadableAnswer,
        };
        var status = code is null ? $"{refused.Status}" : $"{refused.Status} {code}";
        return Failed(failure, $"refused the call ({status})", refused, RetryAfter(response));
    }

    private static string? ErrorCode(PipelineResponse? response)
    {
        try
        {
            using var body = JsonDocument.Parse(response?.Content ?? BinaryData.FromString("{}"));
            return body.RootElement.ValueKind is JsonValueKind.Object
                && body.RootElement.TryGetProperty("error", out var error) && error.ValueKind is JsonValueKind.Object
                && error.TryGetProperty("code", out var code) && code.ValueKind is JsonValueKind.String
                ? code.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null; // a proxy's error page
        }
    }

    private TimeSpan? RetryAfter(PipelineResponse? response)
    {
        if (response is null)
        {
            return null;
        }

        // The finer of the two, where the service offers it.
        if (response.Headers.TryGetValue("retry-after-ms", out var text)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is >= 0 and < 1e9)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        if (!response.Headers.TryGetValue("Retry-After", out text) || text is null)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
        {
            return seconds is >= 0 and < 1e6 ? TimeSpan.FromSeconds(seconds) : null;
        }

        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
        {
            return null;
        }

        var wait = date - clock.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
