namespace Agent.Host.Teams.Incoming;

/// <summary>What a message asks of the bot itself.</summary>
internal enum Command
{
    /// <summary>Nothing: it is for the agent.</summary>
    None,
    Help,
    New,
    Status,
    Human,
}

/// <summary>Reads commands: one word, in English or German.</summary>
internal static class Commands
{
    public static Command Read(string said) => said.Trim('/', '.', '!', ' ').ToLowerInvariant() switch
    {
        "help" or "hilfe" => Command.Help,
        "new" or "neu" => Command.New,
        "status" => Command.Status,
        "human" or "mensch" => Command.Human,
        _ => Command.None,
    };
}
