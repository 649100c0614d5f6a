namespace Agent.Plugins.Calling.Access;

/// <summary>In which role somebody calls a tool. A caller who says nothing is a customer, the role that may least.</summary>
public static class ToolRoles
{
    /// <summary>An end user, who acts for themselves and nobody else.</summary>
    public const string Customer = "customer";

    /// <summary>A workflow or another service that acts for the customer of a conversation, who may still have to be identified.</summary>
    public const string Agent = "agent";

    /// <summary>A person of the shop's own staff.</summary>
    public const string Operator = "operator";
}
