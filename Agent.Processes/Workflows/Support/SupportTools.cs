namespace Agent.Processes.Workflows.Support;

/// <summary>The tools the workflow itself knows by name; all others only the model, the policies and the plugins know.</summary>
internal static class SupportTools
{
    public const string CreateTicket = "create_ticket";
    public const string GetUserDetails = "get_user_details";

    /// <summary>The result that says there is no customer of an id.</summary>
    public const string UserNotFound = "Error: user not found";

    /// <summary>What the tools that identify a customer begin with; their result is the customer's id.</summary>
    public const string FindUserPrefix = "find_user_id_";
}
