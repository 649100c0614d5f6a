namespace Agent.Host.Api.Limits.Levels;

/// <summary>The levels that limits stand at; clients read these names in <c>RateLimit-Policy</c>.</summary>
internal static class LevelNames
{
    public const string Address = "address";
    public const string Caller = "caller";
    public const string Tenant = "tenant";
    public const string Service = "service";
}
