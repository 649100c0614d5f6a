namespace Agent.Host.Teams;

/// <summary>The Teams bot. It is there as soon as <see cref="AppId"/> is set, or <see cref="Anonymous"/>.</summary>
public sealed class TeamsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Teams";

    /// <summary>Stands for every directory.</summary>
    internal const string AnyDirectory = "any";

    /// <summary>The bot's Microsoft App ID, a GUID: what incoming tokens must be meant for. Empty: there is no bot.</summary>
    public string AppId { get; set; } = "";

    /// <summary>The directory (tenant) the bot is registered in, a GUID; for the tokens it sends its answers with.</summary>
    public string AppTenantId { get; set; } = "";

    /// <summary>The bot's client secret. Empty: a managed identity of that App ID is used.</summary>
    public string AppPassword { get; set; } = "";

    /// <summary>
    /// True to take activities without a token, for the playground on a developer's machine. The service refuses to start with it anywhere but in the
    /// Development environment and on loopback.
    /// </summary>
    public bool Anonymous { get; set; }

    /// <summary>Who signs incoming tokens. Default: the public cloud's connector.</summary>
    public string Issuer { get; set; } = "https://api.botframework.com";

    /// <summary>Where that issuer's keys are announced. Default: the public cloud's.</summary>
    public string MetadataAddress { get; set; } = "https://login.botframework.com/v1/.well-known/openidconfiguration";

    /// <summary>Where the directory signs tokens, in the cloud the bot is registered in. Default: the public one.</summary>
    public string Authority { get; set; } = "https://login.microsoftonline.com";

    /// <summary>How directories of that cloud name themselves in tokens of the older form.</summary>
    public string StsIssuer { get; set; } = "https://sts.windows.net";

    /// <summary>App IDs of programs that may write to the bot with a token of its directory, beside those that have the bot's own credentials.</summary>
    public IList<string> Callers { get; } = [];

    /// <summary>The scope of the tokens answers are sent with. Default: the public cloud's.</summary>
    public string Scope { get; set; } = "https://api.botframework.com/.default";

    /// <summary>
    /// Hosts answers may be sent to; one that begins with <c>*.</c> stands for all below it. What an activity names must be among them: the bot's token goes there.
    /// None means those of the public cloud.
    /// </summary>
    public IList<string> ServiceHosts { get; } = [];

    /// <summary>Where messages to a chat go that nothing has come from yet, such as a channel for approvals. Default: the public cloud's connector.</summary>
    public string ServiceUrl { get; set; } = "https://smba.trafficmanager.net/teams/";

    /// <summary>The directories whose people may write to the bot, by their id (a GUID); <c>any</c> for all of them, which only <see cref="Anonymous"/> may use.</summary>
    public Dictionary<string, TeamsTenantOptions> Tenants { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>After this time without a message, the next one begins a new conversation. Default: 12 hours.</summary>
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>
    /// How far apart pieces of an answer are that is shown while it is written, and how long nothing is shown at all: what is answered by then comes as one message.
    /// Default: 1.5 seconds, as Teams advises.
    /// </summary>
    public TimeSpan StreamInterval { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How long an answer is shown while it is written; what takes longer comes as one message. Default: 110 seconds, for Teams ends a stream after two minutes.</summary>
    public TimeSpan StreamTime { get; set; } = TimeSpan.FromSeconds(110);

    /// <summary>How long a click on a card may wait for its outcome; then it is answered with a card that says so. Default: 8 seconds, for Teams waits 15.</summary>
    public TimeSpan ClickTime { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>How often the database is looked into for what other replicas or surfaces did. Default: 1 second.</summary>
    public TimeSpan LookInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether there is a bot at all.</summary>
    internal bool IsEnabled => Anonymous || AppId.Length > 0;

    internal static IReadOnlyList<string> PublicHosts { get; } =
        ["smba.trafficmanager.net", "*.botframework.com", "smba.infra.gcc.teams.microsoft.com", "smba.infra.gov.teams.microsoft.us", "smba.infra.dod.teams.microsoft.us"];

    /// <summary>The tenant of a directory; null when its people may not write to the bot.</summary>
    internal TeamsTenantOptions? TenantOf(string directory) => Tenants.GetValueOrDefault(directory) ?? (Anonymous ? Tenants.GetValueOrDefault(AnyDirectory) : null);
}
