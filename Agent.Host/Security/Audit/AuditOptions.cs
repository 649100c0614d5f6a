using System.ComponentModel.DataAnnotations;

namespace Agent.Host.Security.Audit;

/// <summary>How the audit log is signed.</summary>
internal sealed class AuditOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Audit";

    /// <summary>A file with the private key that signs checkpoints: elliptic, on P-256, as PEM. Without one there are no checkpoints.</summary>
    public string? SigningKeyPath { get; set; }

    /// <summary>How long rows may stand without a signed checkpoint behind them. Default: 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromMinutes(10);
}
