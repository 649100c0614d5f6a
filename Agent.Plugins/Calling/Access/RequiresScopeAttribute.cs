namespace Agent.Plugins.Calling.Access;

/// <summary>Says which scope a caller of the tool needs. A tool without it is open to every authenticated caller.</summary>
/// <param name="scope">One of <see cref="ToolScopes"/>.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RequiresScopeAttribute(string scope) : Attribute
{
    public string Scope { get; } = scope;
}
