using Agent.Host.Security.Audit;
using Agent.Host.Teams.Cards;
using Agent.Host.Teams.Outgoing;
using Agent.Host.Teams.Security;
using Agent.Host.Teams.Storage;
using Agent.Host.Teams.Wire;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Agent.Host.Teams.Identities;

/// <summary>Tells somebody who is not let in so, and writes it down: once an hour, however often they try.</summary>
internal sealed partial class Refusals(
    AuditLog audit, ConnectorClient connector, IOptions<TeamsOptions> options, TimeProvider clock, ILogger<Refusals> logger) : IDisposable
{
    /// <summary>Whose log has those of whom no tenant is known, where not even the bot's own directory is a tenant's.</summary>
    private const string Nobody = "teams";

    private const int MostRemembered = 10_000;
    private static readonly TimeSpan s_silence = TimeSpan.FromHours(1);
    private readonly MemoryCache _told = new(new MemoryCacheOptions { SizeLimit = MostRemembered });

    /// <summary>What a person reads who is not let in.</summary>
    public static string TextFor(Admission admission, string locale)
    {
        var texts = TeamsTexts.For(locale);
        return admission.Outcome == AdmissionOutcome.UnknownDirectory ? texts.UnknownDirectory : texts.NotAdmitted;
    }

    public void Refuse(Admission admission, Activity activity, string requestId)
    {
        LogRefused(activity.DirectoryId, activity.UserId, admission.Outcome);
        var who = $"{activity.DirectoryId}/{activity.UserId}";
        if (_told.TryGetValue(who, out _))
            return;
        _told.Set(who, true, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = s_silence });
        audit.Note(new(
            admission.Tenant ?? options.Value.TenantOf(options.Value.AppTenantId)?.Tenant ?? Nobody, $"teams:{activity.UserId}", AuditActs.TeamsRefused, $"directory {activity.DirectoryId}",
            requestId, clock.GetUtcNow(), new Dictionary<string, string> { ["credential"] = "teams", ["reason"] = admission.Outcome.ToString() }));
        if (activity.ConversationId.Length > 0 && ServiceAddress.IsAllowed(activity.ServiceUrl, options.Value))
            _ = TellAsync(activity, TextFor(admission, activity.Locale));
    }

    public void Dispose() => _told.Dispose();

    // Nothing is stored of somebody who is nobody's: it is tried once.
    private async Task TellAsync(Activity activity, string text)
    {
        var outcome = await connector.SendAsync(Chat.Of(activity), Activities.Text(text), replaces: null, CancellationToken.None);
        if (outcome.Kind != SendKind.Sent)
            LogUntold(activity.UserId, outcome.Reason);
    }

    [LoggerMessage(EventId = 1522, Level = LogLevel.Warning, Message = "An activity of directory {Directory}, user {User}, was refused: {Outcome}")]
    private partial void LogRefused(string directory, string user, AdmissionOutcome outcome);

    [LoggerMessage(EventId = 1523, Level = LogLevel.Information, Message = "User {User} could not be told that they are not let in: {Reason}")]
    private partial void LogUntold(string user, string? reason);
}
