namespace Agent.Plugins.Calling.Access;

/// <summary>Says which roles may call the tool; without it, all may.</summary>
/// <param name="roles">Some of <see cref="ToolRoles"/>.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ForRolesAttribute(params string[] roles) : Attribute
{
    public string[] Roles { get; } = roles;
}
