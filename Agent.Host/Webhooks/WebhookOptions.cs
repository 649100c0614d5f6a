using System.ComponentModel.DataAnnotations;

namespace Agent.Host.Webhooks;

/// <summary>Where webhooks may go, and how patiently.</summary>
internal sealed class WebhookOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Webhooks";

    /// <summary>The hosts webhooks may go to: names, <c>*.example.com</c> for all below one, <c>*</c> for any. With none there are no webhooks.</summary>
    public List<string> AllowedHosts { get; set; } = [];

    /// <summary>Whether they may go to loopback, private and link-local addresses. Default false.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Whether http will do: for receivers on the same machine only. Default false.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>How long one attempt may take, with name, connection and answer. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often something is tried before it is dead. Default 15, which takes about five hours.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 15;

    /// <summary>The pause after the first attempt; each later one is up to twice as long. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause, also where a receiver asks for a longer one. Default one hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often each replica looks for what is due. Default one second.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The most bytes of one body; longer texts are cut. Default 256 KB.</summary>
    [Range(4096, 4_194_304)]
    public int MaxBytes { get; set; } = 262_144;

    /// <summary>How many webhooks a tenant may have. Default 20.</summary>
    [Range(1, 1000)]
    public int MaxPerTenant { get; set; } = 20;
}
