using System.Globalization;
using Agent.Host.Api.Contracts;
using Agent.Host.Api.Idempotency;
using Agent.Host.Security;
using Agent.Host.Security.Access;
using Agent.Host.Security.Audit;
using Agent.Host.Webhooks;
using Agent.Host.Webhooks.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Agent.Host.Api;

/// <summary>Webhooks: what the service tells others by itself.</summary>
internal static class WebhooksApi
{
    private const int LongestDescription = 200;
    private const int LongestOverlap = 30 * 86_400;
    private const int MostListed = 500;

    public static void MapWebhooks(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/webhooks").WithTags("Webhooks").RequireScope(Scopes.ManageWebhooks).ProducesProblem(StatusCodes.Status403Forbidden);
        group.MapPost("/", CreateAsync).WithName("CreateWebhook").WithSummary("Makes a webhook. Its secret is shown in this answer and never again.").Audit(AuditActs.WebhookCreated)
            .WithMetadata(OwnIdempotency.Instance) // an answer that is kept would keep the secret
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapGet("/", ListAsync).WithName("ListWebhooks").WithSummary("The webhooks of the tenant, the oldest first.");
        group.MapGet("/{id}", GetAsync).WithName("GetWebhook").WithSummary("One webhook.").ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPut("/{id}", ChangeAsync).WithName("ChangeWebhook").WithSummary("Replaces what can be changed of a webhook.").Audit(AuditActs.WebhookChanged)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("/{id}/rotate", RotateAsync).WithName("RotateWebhookSecret").WithSummary("Gives a webhook a new secret; for a while deliveries are signed with both.").Audit(AuditActs.WebhookRotated)
            .WithMetadata(OwnIdempotency.Instance)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("/{id}/test", TestAsync).WithName("TestWebhook").WithSummary("Sends a webhook something that says nothing.").ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/{id}", RemoveAsync).WithName("RemoveWebhook").WithSummary("Removes a webhook with all its deliveries.").Audit(AuditActs.WebhookRemoved)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/deliveries", ListDeliveriesAsync).WithName("ListWebhookDeliveries").WithSummary("What was told to webhooks or is to be, the newest first.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/deliveries/{id}", GetDeliveryAsync).WithName("GetWebhookDelivery").WithSummary("One delivery, with its body.").ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("/deliveries/{id}/replay", ReplayAsync).WithName("ReplayWebhookDelivery").WithSummary("Sends a delivery again that is dead or has arrived: the same id, the same body.")
            .Audit(AuditActs.WebhookReplayed).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Created<WebhookResponse>, ProblemHttpResult>> CreateAsync(
        WebhookRequest request, Caller caller, [FromServices] SubscriptionStore webhooks, IOptions<WebhookOptions> options, CancellationToken cancellationToken)
    {
        if (Check(request, options.Value) is { } problem)
            return problem;
        return await webhooks.CreateAsync(
            caller.Tenant, request.Url, Kinds(request), request.Description?.Trim() ?? "", request.IsEnabled, caller.DisplayName, options.Value.MaxPerTenant, cancellationToken) is var (made, secret)
            ? TypedResults.Created($"{AgentApi.Root}/webhooks/{made.Id}", WebhookResponse.From(made, secret)) : Problems.TooManyWebhooks(options.Value.MaxPerTenant);
    }

    private static async Task<Ok<ItemsResponse<WebhookResponse>>> ListAsync(Caller caller, [FromServices] SubscriptionStore webhooks, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ItemsResponse<WebhookResponse>([.. (await webhooks.ListAsync(caller.Tenant, cancellationToken)).Select(webhook => WebhookResponse.From(webhook))]));

    private static async Task<Results<Ok<WebhookResponse>, ProblemHttpResult>> GetAsync(
        string id, Caller caller, [FromServices] SubscriptionStore webhooks, CancellationToken cancellationToken) =>
        PublicIds.IsPossible(id) && await webhooks.FindAsync(caller.Tenant, id, cancellationToken) is { } found ? TypedResults.Ok(WebhookResponse.From(found)) : Problems.NotFound("webhook");

    private static async Task<Results<Ok<WebhookResponse>, ProblemHttpResult>> ChangeAsync(
        string id, WebhookRequest request, Caller caller, [FromServices] SubscriptionStore webhooks, IOptions<WebhookOptions> options, CancellationToken cancellationToken)
    {
        if (Check(request, options.Value) is { } problem)
            return problem;
        return PublicIds.IsPossible(id)
            && await webhooks.ChangeAsync(caller.Tenant, id, request.Url, Kinds(request), request.Description?.Trim() ?? "", request.IsEnabled, cancellationToken) is { } changed
            ? TypedResults.Ok(WebhookResponse.From(changed)) : Problems.NotFound("webhook");
    }

    private static async Task<Results<Ok<WebhookResponse>, ProblemHttpResult>> RotateAsync(
        string id, RotationRequest request, Caller caller, [FromServices] SubscriptionStore webhooks, CancellationToken cancellationToken)
    {
        if (request.OverlapSeconds is < 0 or > LongestOverlap)
            return Problems.Invalid("overlapSeconds", $"overlapSeconds must be from 0 to {LongestOverlap}.");
        return PublicIds.IsPossible(id) && await webhooks.RotateAsync(caller.Tenant, id, TimeSpan.FromSeconds(request.OverlapSeconds), cancellationToken) is var (changed, secret)
            ? TypedResults.Ok(WebhookResponse.From(changed, secret)) : Problems.NotFound("webhook");
    }

    private static async Task<Results<Accepted<WebhookDeliveryResponse>, ProblemHttpResult>> TestAsync(
        string id, Caller caller, [FromServices] SubscriptionStore webhooks, [FromServices] DeliveryLog deliveries, CancellationToken cancellationToken)
    {
        if (!PublicIds.IsPossible(id) || await webhooks.FindAsync(caller.Tenant, id, cancellationToken) is null)
            return Problems.NotFound("webhook");
        var test = await deliveries.TestAsync(caller.Tenant, id, cancellationToken);
        return TypedResults.Accepted($"{AgentApi.Root}/webhooks/deliveries/{test.Id}", WebhookDeliveryResponse.From(test, withBody: false));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string id, Caller caller, [FromServices] SubscriptionStore webhooks, CancellationToken cancellationToken) =>
        PublicIds.IsPossible(id) && await webhooks.RemoveAsync(caller.Tenant, id, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound("webhook");

    private static async Task<Results<Ok<ItemsResponse<WebhookDeliveryResponse>>, ProblemHttpResult>> ListDeliveriesAsync(
        Caller caller, [FromServices] DeliveryLog deliveries, CancellationToken cancellationToken, string? status = null, string? webhook = null, int limit = 100, string? cursor = null)
    {
        long? before = null;
        if (status is not null && !DeliveryStatus.All.Contains(status))
            return Problems.Invalid("status", $"status must be one of {string.Join(", ", DeliveryStatus.All)}.");
        if (limit is < 1 or > MostListed)
            return Problems.Invalid("limit", $"limit must be from 1 to {MostListed}.");
        if (cursor is not null && (before = long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null) is null)
            return Problems.Invalid("cursor", "cursor is not the next of a page.");
        var found = await deliveries.ListAsync(caller.Tenant, status, webhook, before, limit, cancellationToken);
        return TypedResults.Ok(new ItemsResponse<WebhookDeliveryResponse>(
            [.. found.Select(delivery => WebhookDeliveryResponse.From(delivery, withBody: false))], found.Count == limit ? found[^1].Number.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static async Task<Results<Ok<WebhookDeliveryResponse>, ProblemHttpResult>> GetDeliveryAsync(
        string id, Caller caller, [FromServices] DeliveryLog deliveries, CancellationToken cancellationToken) =>
        PublicIds.IsPossible(id) && await deliveries.FindAsync(caller.Tenant, id, cancellationToken) is { } found
            ? TypedResults.Ok(WebhookDeliveryResponse.From(found, withBody: true)) : Problems.NotFound("delivery");

    private static async Task<Results<Accepted<WebhookDeliveryResponse>, ProblemHttpResult>> ReplayAsync(
        string id, Caller caller, [FromServices] DeliveryLog deliveries, CancellationToken cancellationToken)
    {
        if (!PublicIds.IsPossible(id) || await deliveries.FindAsync(caller.Tenant, id, cancellationToken) is null)
            return Problems.NotFound("delivery");
        return await deliveries.ReplayAsync(caller.Tenant, id, cancellationToken) && await deliveries.FindAsync(caller.Tenant, id, cancellationToken) is { } again
            ? TypedResults.Accepted($"{AgentApi.Root}/webhooks/deliveries/{id}", WebhookDeliveryResponse.From(again, withBody: false)) : Problems.DeliveryNotReplayable();
    }

    private static string[] Kinds(WebhookRequest request) => [.. request.Kinds.Distinct(StringComparer.Ordinal)];

    private static ProblemHttpResult? Check(WebhookRequest request, WebhookOptions options)
    {
        if (WebhookTarget.FaultOf(request.Url, options) is { } fault)
            return Problems.Invalid("url", $"url {fault}");
        if (request.Kinds is not { Count: > 0 } kinds || kinds.Any(kind => !WebhookKinds.All.Contains(kind)))
            return Problems.Invalid("kinds", $"kinds must be some of {string.Join(", ", WebhookKinds.All)}.");
        return request.Description is null || (request.Description.Length <= LongestDescription && !request.Description.Any(char.IsControl))
            ? null : Problems.Invalid("description", $"description may have up to {LongestDescription} characters, and no control characters.");
    }
}
