namespace Agent.Host.Api.Limits.Tokens;

/// <summary>Which requests are answered by models.</summary>
internal static class Asked
{
    private const string Before = AgentApi.Root + "/conversations/";
    private const string Behind = "/messages";

    /// <summary>The conversation that a message is sent to; null when the request is none.</summary>
    public static string? ConversationOf(HttpRequest request)
    {
        var path = request.Path.Value ?? "";
        return HttpMethods.IsPost(request.Method) && path.Length > Before.Length + Behind.Length
            && path.StartsWith(Before, StringComparison.OrdinalIgnoreCase) && path.EndsWith(Behind, StringComparison.OrdinalIgnoreCase)
                ? path[Before.Length..^Behind.Length] : null;
    }
}
