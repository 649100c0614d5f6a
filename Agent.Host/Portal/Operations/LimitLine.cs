using Agent.Host.Api.Limits.Levels;

namespace Agent.Host.Portal.Operations;

/// <summary>The limits of one level, as they hold for the viewer's tenant.</summary>
/// <param name="Level">The level's name, such as <c>tenant</c>.</param>
/// <param name="RequestsPerMinute">Null without a limit.</param>
/// <param name="TokensPerMinute">Tokens of models; null without a limit.</param>
/// <param name="MaxConcurrent">Requests at once; null without a limit.</param>
public sealed record LimitLine(string Level, double? RequestsPerMinute, double? TokensPerMinute, int? MaxConcurrent)
{
    internal static LimitLine Of(LevelLimits limits) => new(
        limits.Level, limits.Requests?.PerSecond * 60, limits.Tokens?.PerSecond * 60, limits.MaxConcurrent == 0 ? null : limits.MaxConcurrent);
}
