namespace Agent.Plugins.Calling;

/// <summary>The systems behind tools, which fail and recover on their own.</summary>
public static class ToolSystems
{
    /// <summary>The shop's own database; what a tool stands for that names no other.</summary>
    public const string BackOffice = "backoffice";
}
