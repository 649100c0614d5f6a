using System.Globalization;
using Agent.Processes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Agent.Host.Api;

/// <summary>The errors of the API. Their types are part of its contract: a client branches on them, never on a text.</summary>
internal static class Problems
{
    /// <summary>What every type of ours begins with.</summary>
    public const string TypePrefix = "urn:agent:problem:";

    public static ProblemHttpResult Invalid(IReadOnlyDictionary<string, string[]> faults) => Create(
        StatusCodes.Status400BadRequest, "invalid-request", "The request is not valid.", string.Join(' ', faults.SelectMany(fault => fault.Value)), ("errors", faults));

    public static ProblemHttpResult Invalid(string field, string fault) => Invalid(new Dictionary<string, string[]> { [field] = [fault] });

    public static ProblemHttpResult MalformedBody(string detail) => Create(
        StatusCodes.Status400BadRequest, "malformed-body", "The body cannot be read.", detail);

    public static ProblemHttpResult CredentialNeeded() => Create(
        StatusCodes.Status401Unauthorized, "credential-needed", "A credential is needed.",
        "This service accepts requests without a credential only from the same machine, in the Development environment.");

    public static ProblemHttpResult CredentialRefused() => Create(
        StatusCodes.Status401Unauthorized, "credential-refused", "The credential is not valid.", "It is unknown, has lapsed, or was not made for this service.");

    public static ProblemHttpResult IdentityUnavailable() => Create(
        StatusCodes.Status503ServiceUnavailable, "identity-unavailable", "The credential cannot be checked now.", "Its issuer cannot be reached; try again in a moment.");

    public static ProblemHttpResult TenantSuspended() => Create(
        StatusCodes.Status403Forbidden, "tenant-suspended", "The tenant is suspended.", "Nobody of it is let in. Its data is kept; whoever runs the service can tell why.");

    public static ProblemHttpResult ScopeNeeded(string scope) => Create(
        StatusCodes.Status403Forbidden, "scope-needed", "The credential may not do this.", $"It needs the scope '{scope}'.", ("scope", scope));

    public static ProblemHttpResult RoleNeeded(IReadOnlyList<string> roles) => Create(
        StatusCodes.Status403Forbidden, "role-needed", "The caller may not do this.", $"It takes one of the roles {string.Join(", ", roles)}.", ("roles", roles));

    public static ProblemHttpResult OwnOnly() => Create(
        StatusCodes.Status403Forbidden, "own-only", "This is not the caller's own.", "A customer can only act as themselves.");

    public static ProblemHttpResult KeyTooStrong(string what) => Create(
        StatusCodes.Status403Forbidden, "key-too-strong", "The key would be allowed more than the caller.", $"The caller itself does not have {what}.");

    public static ProblemHttpResult TenantExists() => Create(
        StatusCodes.Status409Conflict, "tenant-exists", "There is a tenant of this name.", "Names of tenants are never used twice.");

    public static ProblemHttpResult DirectoryTaken() => Create(
        StatusCodes.Status409Conflict, "directory-taken", "The directory is another tenant's.", "Take it from that tenant first.");

    public static ProblemHttpResult SettingsChanged() => Create(
        StatusCodes.Status412PreconditionFailed, "settings-changed", "Somebody else has changed the settings.", "They are not what If-Match names. Read them again and decide what holds.");

    public static ProblemHttpResult TooManyWebhooks(int most) => Create(
        StatusCodes.Status409Conflict, "too-many-webhooks", "The tenant has as many webhooks as it may.", $"It may have {most}. Remove one first.");

    public static ProblemHttpResult DeliveryNotReplayable() => Create(
        StatusCodes.Status409Conflict, "delivery-not-replayable", "The delivery cannot be sent again.", "It is still being tried, or what it was about is there no more.");

    public static ProblemHttpResult KeyEnded() => Create(
        StatusCodes.Status409Conflict, "key-ended", "The key cannot be replaced.", "It was revoked or replaced before, or has lapsed.");

    public static ProblemHttpResult NotFound(string what) => Create(
        StatusCodes.Status404NotFound, "not-found", $"There is no such {what}.", $"The {what} does not exist, or belongs to another tenant.");

    public static ProblemHttpResult ConversationEnded() => Create(
        StatusCodes.Status409Conflict, "conversation-ended", "The conversation has ended.", "It takes no more messages. Start a new one.");

    public static ProblemHttpResult NothingToRetry() => Create(
        StatusCodes.Status409Conflict, "nothing-to-retry", "There is nothing to try again.", "The conversation is not parked, and its last turn did not fail.");

    public static ProblemHttpResult NotParked() => Create(
        StatusCodes.Status409Conflict, "not-parked", "The conversation is not parked.", "Only a turn that a parked conversation is stuck in can be skipped.");

    public static ProblemHttpResult NotClaimed() => Create(
        StatusCodes.Status409Conflict, "not-claimed", "Nobody has taken the conversation over.", "The agent has it. Claim it first.");

    public static ProblemHttpResult ClaimedByAnother(string claimedBy) => Create(
        StatusCodes.Status409Conflict, "claimed-by-another", "Another person has the conversation.", $"It is with {claimedBy}, who can release it.", ("claimedBy", claimedBy));

    public static ProblemHttpResult OperatorNeeded() => Create(
        StatusCodes.Status403Forbidden, "operator-needed", "Only an operator may do this.", "The caller is known, but has not the role 'operator'.");

    public static ProblemHttpResult AlreadyDecided(ApprovalView approval) => Create(
        StatusCodes.Status409Conflict, "approval-already-decided", "The approval is no longer open.",
        approval.Decision is { } decision
            ? string.Create(CultureInfo.InvariantCulture, $"It is {Lower(approval.Status)}, by {decision.DecidedBy} at {decision.DecidedAt:u}.")
            : $"It is {Lower(approval.Status)}.",
        ("approvalStatus", Lower(approval.Status)), ("decidedBy", approval.Decision?.DecidedBy), ("decidedAt", approval.Decision?.DecidedAt), ("reason", approval.Decision?.Reason));

    public static ProblemHttpResult TooLarge(string detail) => Create(
        StatusCodes.Status413PayloadTooLarge, "too-large", "The request is too large.", detail);

    public static ProblemHttpResult UnsupportedMediaType() => Create(
        StatusCodes.Status415UnsupportedMediaType, "unsupported-media-type", "The body must be JSON.", "Send it as application/json in UTF-8.");

    public static ProblemHttpResult KeyReused() => Create(
        StatusCodes.Status422UnprocessableEntity, "idempotency-key-reused", "The idempotency key belongs to another request.",
        "This Idempotency-Key was sent before with something else. A new request needs a new key.");

    public static ProblemHttpResult KeyInUse() => Create(
        StatusCodes.Status409Conflict, "idempotency-key-in-use", "The same request is still being carried out.",
        "Its answer is not there yet. Send it again after the time in Retry-After, with the same key.");

    public static ProblemHttpResult SettingsRefused(string field, string fault) => Create(
        StatusCodes.Status422UnprocessableEntity, "settings-refused", "The settings cannot hold.", $"{field}: {fault}", ("errors", new Dictionary<string, string[]> { [field] = [fault] }));

    public static ProblemHttpResult ForkRefused(IReadOnlyDictionary<string, string[]> faults) => Create(
        StatusCodes.Status422UnprocessableEntity, "fork-refused", "The conversation cannot be forked like this.",
        string.Join(' ', faults.Select(fault => $"{fault.Key}: {string.Join(' ', fault.Value)}")), ("errors", faults));

    public static ProblemHttpResult RateLimited(string policy, int seconds) => Create(
        StatusCodes.Status429TooManyRequests, "rate-limited", "Too much was asked for.",
        string.Create(CultureInfo.InvariantCulture, $"The limit '{policy}' is used up; nothing was changed. Try again in {seconds} s."), ("violated-policies", new[] { policy }));

    public static ProblemHttpResult Overloaded() => Create(
        StatusCodes.Status503ServiceUnavailable, "overloaded", "This replica has too much to do.", "Nothing was changed by this answer; try again after the time in Retry-After.");

    public static ProblemHttpResult Unavailable() => Create(
        StatusCodes.Status503ServiceUnavailable, "database-unavailable", "The database cannot be reached.", "Nothing was changed by this answer; try again in a moment.");

    public static ProblemHttpResult Internal() => Create(
        StatusCodes.Status500InternalServerError, "internal-error", "Something went wrong on our side.", "The error is recorded under the request's id.");

    private static string Lower(ApprovalStatus status) => status.ToString().ToLowerInvariant();

    private static ProblemHttpResult Create(int status, string type, string title, string detail, params ReadOnlySpan<(string Name, object? Value)> more)
    {
        var problem = new ProblemDetails { Status = status, Type = TypePrefix + type, Title = title, Detail = detail };
        foreach (var (name, value) in more)
        {
            if (value is not null)
                problem.Extensions[name] = value;
        }

        return TypedResults.Problem(problem);
    }
}
