namespace Agent.Host.Security.Access;

/// <summary>What an address names by its <c>{id}</c>, and a customer may only see when it is their own.</summary>
internal enum OwnedThing
{
    /// <summary>Nothing: the handler itself keeps to what is the caller's.</summary>
    None,

    /// <summary>A conversation.</summary>
    Conversation,

    /// <summary>An approval.</summary>
    Approval,
}
