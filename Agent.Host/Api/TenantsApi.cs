using Agent.Host.Api.Contracts;
using Agent.Host.Security;
using Agent.Host.Security.Access;
using Agent.Host.Security.Audit;
using Agent.Host.Security.Tenants;
using Agent.Processes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Agent.Host.Api;

/// <summary>Tenants: for whoever runs the service, and what each of them can know of itself.</summary>
internal static class TenantsApi
{
    private const int LongestName = 200;
    private const int LongestText = 2000;

    public static void MapTenants(this IEndpointRouteBuilder api)
    {
        api.MapGet("/tenant", OwnAsync).WithTags("Tenants").WithName("GetOwnTenant").WithSummary("The caller's tenant: its texts for customers, and the workflows it uses.")
            .RequireScope(Scopes.ReadConversations);
        var group = api.MapGroup("/tenants").WithTags("Tenants").RequireScope(Scopes.ManageTenants).ProducesProblem(StatusCodes.Status403Forbidden);
        group.MapGet("/", ListAsync).WithName("ListTenants").WithSummary("The tenants by name, up to 1,000; those behind after.");
        group.MapPost("/", CreateAsync).WithName("CreateTenant").WithSummary("Writes a tenant down.").Audit(AuditActs.TenantCreated)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group.MapGet("/{tenant}", GetAsync).WithName("GetTenant").WithSummary("One tenant.").ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPut("/{tenant}/settings", ConfigureAsync).WithName("ConfigureTenant").WithSummary("Replaces a tenant's settings; with If-Match, only those that were seen.").Audit(AuditActs.TenantConfigured)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group.MapPost("/{tenant}/suspend", SuspendAsync).WithName("SuspendTenant").WithSummary("Lets nobody of a tenant in: here at once, on other replicas within half a minute.")
            .Audit(AuditActs.TenantSuspended)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("/{tenant}/resume", ResumeAsync).WithName("ResumeTenant").WithSummary("Lets everybody of a tenant in again.").Audit(AuditActs.TenantResumed)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<OwnTenantResponse>> OwnAsync(Caller caller, [FromServices] TenantDirectory tenants, CancellationToken cancellationToken)
    {
        var settings = (await tenants.FindAsync(caller.Tenant, cancellationToken)).Settings;
        return TypedResults.Ok(new OwnTenantResponse(caller.Tenant, settings.Branding, settings.Workflows));
    }

    private static async Task<Ok<ItemsResponse<TenantResponse>>> ListAsync([FromServices] TenantStore tenants, CancellationToken cancellationToken, string after = "") =>
        TypedResults.Ok(new ItemsResponse<TenantResponse>([.. (await tenants.ListAsync(after, cancellationToken)).Select(TenantResponse.From)]));

    private static async Task<Results<Created<TenantResponse>, ProblemHttpResult>> CreateAsync(
        TenantRequest request, Caller caller, [FromServices] TenantStore tenants, IConversations conversations, [FromServices] TenantSettingsCheck check, CancellationToken cancellationToken)
    {
        if (!TenantNames.IsValid(request.Tenant ?? ""))
            return Problems.Invalid("tenant", $"tenant must have {TenantNames.Rule}");
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > LongestName || request.Name.Any(char.IsControl))
            return Problems.Invalid("name", $"name must have 1 to {LongestName} characters, and no control characters.");
        if (request.Settings is { } settings && (Check(settings, conversations) ?? check.FindFault(settings)) is { } problem)
            return problem;
        return await tenants.CreateAsync(request.Tenant!, request.Name.Trim(), request.Settings, caller.DisplayName, cancellationToken) is { } created
            ? TypedResults.Created($"{AgentApi.Root}/tenants/{created.Tenant}", TenantResponse.From(created)) : Problems.TenantExists();
    }

    private static async Task<Results<Ok<TenantResponse>, ProblemHttpResult>> GetAsync(
        string tenant, [FromServices] TenantStore tenants, HttpContext context, CancellationToken cancellationToken)
    {
        if (!TenantNames.IsValid(tenant) || await tenants.FindAsync(tenant, cancellationToken) is not { } found)
            return Problems.NotFound("tenant");
        context.Response.Headers.ETag = ETagOf(found);
        return TypedResults.Ok(TenantResponse.From(found));
    }

    private static async Task<Results<Ok<TenantResponse>, ProblemHttpResult>> ConfigureAsync(
        string tenant, TenantSettings settings, [FromServices] TenantStore tenants, IConversations conversations, [FromServices] TenantSettingsCheck check, HttpContext context, CancellationToken cancellationToken)
    {
        if ((Check(settings, conversations) ?? check.FindFault(settings)) is { } problem)
            return problem;
        if (!TenantNames.IsValid(tenant) || await tenants.FindAsync(tenant, cancellationToken) is not { } found)
            return Problems.NotFound("tenant");
        if (Fits(context, found) is { } changed)
            return changed;
        // Without If-Match whoever comes last wins; with it, only over what they have seen.
        var seen = context.Request.Headers.IfMatch.Count > 0 ? found.Version : (uint?)null;
        return await tenants.ConfigureAsync(tenant, settings, seen, cancellationToken) ? await GetAsync(tenant, tenants, context, cancellationToken) : Problems.SettingsChanged();
    }

    private static async Task<Results<Ok<TenantResponse>, ProblemHttpResult>> SuspendAsync(
        string tenant, SuspensionRequest request, [FromServices] TenantStore tenants, HttpContext context, CancellationToken cancellationToken)
    {
        if (RequestChecks.Reason(request.Reason) is { } problem)
            return problem;
        return TenantNames.IsValid(tenant) && await tenants.SuspendAsync(tenant, suspend: true, request.Reason, cancellationToken)
            ? await GetAsync(tenant, tenants, context, cancellationToken) : Problems.NotFound("tenant");
    }

    private static async Task<Results<Ok<TenantResponse>, ProblemHttpResult>> ResumeAsync(
        string tenant, [FromServices] TenantStore tenants, HttpContext context, CancellationToken cancellationToken) =>
        TenantNames.IsValid(tenant) && await tenants.SuspendAsync(tenant, suspend: false, null, cancellationToken)
            ? await GetAsync(tenant, tenants, context, cancellationToken) : Problems.NotFound("tenant");

    private static ProblemHttpResult? Check(TenantSettings settings, IConversations conversations)
    {
        if (settings.Workflows is { } workflows && (workflows.Count == 0 || workflows.Any(name => conversations.Workflows.All(workflow => workflow.Name != name))))
            return Problems.Invalid("workflows", $"workflows must be some of {string.Join(", ", conversations.Workflows.Select(workflow => workflow.Name).Distinct())}.");
        if (settings.Limits is { } limits && (limits.Tenant is { IsValid: false } || limits.Caller is { IsValid: false }))
            return Problems.Invalid("limits", "Each limit must be from 0 to 1,000,000,000; 0 is no limit.");
        var texts = settings.Branding is { } branding ? new[] { branding.DisplayName, branding.Greeting, branding.LegalNotice } : [];
        return texts.OfType<string>().All(text => text.Length <= LongestText && !text.Contains('\0', StringComparison.Ordinal))
            ? null : Problems.Invalid("branding", $"Each text may have up to {LongestText} characters and no NUL.");
    }

    private static ProblemHttpResult? Fits(HttpContext context, TenantEntity tenant)
    {
        var wanted = context.Request.Headers.IfMatch;
        return wanted.Count == 0 || wanted == "*" || wanted.Any(tag => tag == ETagOf(tenant)) ? null : Problems.SettingsChanged();
    }

    private static string ETagOf(TenantEntity tenant) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"{tenant.Version}\"");
}
