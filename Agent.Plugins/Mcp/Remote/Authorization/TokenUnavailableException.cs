namespace Agent.Plugins.Mcp.Remote.Authorization;

/// <summary>There is no access token to be had, so a request was not sent, or was sent and refused: either way nothing was done.</summary>
internal sealed class TokenUnavailableException(string message, Exception? innerException = null) : HttpRequestException(message, innerException)
{
    /// <summary>Whether a fault goes back to one: the library wraps what its transport throws.</summary>
    public static bool IsBehind(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            if (fault is TokenUnavailableException)
            {
                return true;
            }
        }

        return false;
    }
}
