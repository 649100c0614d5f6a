namespace Agent.Host.Api;

/// <summary>How the API behaves on the wire.</summary>
internal sealed class ApiOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Api";

    /// <summary>How long an event stream may be silent before a comment shows that it lives. Default: 15 seconds, below the idle limit of common proxies.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a request waits for the answer to the same one (with the same idempotency key) that is still being carried out, before it is told to come
    /// back. Default: 10 seconds.
    /// </summary>
    public TimeSpan RepeatPatience { get; set; } = TimeSpan.FromSeconds(10);
}
