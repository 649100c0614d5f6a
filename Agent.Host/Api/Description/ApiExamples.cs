namespace Agent.Host.Api.Description;

/// <summary>Examples for the API's description, by the operation's id. A test has a linter check each against its schema.</summary>
internal static class ApiExamples
{
    private const string Conversation =
        """
        {"id":"c0kq9x1v7m3t5b8n2r4w6y","status":"idle","customerId":"mara_olsen_1001","workflow":"support","workflowVersion":"v1","channel":"web",
         "usage":{"inputTokens":1840,"outputTokens":212,"cachedInputTokens":0,"costUsd":0.0021,"turns":2,"toolCalls":1},"createdAt":"2026-11-21T09:30:00+00:00"}
        """;

    public static IReadOnlyDictionary<string, string> Requests { get; } = new Dictionary<string, string>
    {
        ["StartConversation"] = """{"customerId":"mara_olsen_1001","metadata":{"page":"/orders"}}""",
        ["SendMessage"] = """{"text":"I would like to return the headphones from my last order"}""",
        ["DecideApproval"] = """{"decision":"approve","reason":"inside the window"}""",
        ["ForkConversation"] = """{"checkpoint":12,"approval":"deny","reason":"what would she have been offered?"}""",
        ["ClaimConversation"] = """{"reason":"she asked for a person"}""",
        ["WriteAsOperator"] = """{"text":"This is Ann. I am looking into it."}""",
        ["ReleaseConversation"] = """{"note":"Refund promised for Monday."}""",
        ["GiveFeedback"] = """{"rating":"up","comment":"quick and clear"}""",
        ["EraseCustomer"] = """{"customerId":"mara_olsen_1001"}""",
        ["ExportCustomer"] = """{"customerId":"mara_olsen_1001"}""",
        ["CreateWebhook"] = """{"url":"https://hooks.example.com/agent","kinds":["turn.completed","approval.requested"],"description":"CRM"}""",
        ["ChangeWebhook"] = """{"url":"https://hooks.example.com/agent","kinds":["approval.requested"],"description":"CRM","isEnabled":false}""",
        ["MapTeamsDirectory"] = """{"tenant":"shop","admitsGuests":false}""",
        ["PutTeamsPerson"] = """{"roles":["operator"],"customerId":"mara_olsen_1001"}""",
    };

    public static IReadOnlyDictionary<string, string> Responses { get; } = new Dictionary<string, string>
    {
        ["StartConversation"] = """{"id":"c0kq9x1v7m3t5b8n2r4w6y","status":"idle"}""",
        ["GetConversation"] = Conversation,
        ["ListConversations"] =
            """
            {"items":[{"id":"c0kq9x1v7m3t5b8n2r4w6y","status":"idle","customerId":"mara_olsen_1001","workflow":"support","channel":"web","turns":2,
             "createdAt":"2026-11-21T09:30:00+00:00","opening":"I would like to return the headphones","category":"orders"}],"next":"YzBrcTl4MXY3bTN0NWI4bjJyNHc2eQ"}
            """,
        ["CancelConversation"] = Conversation.Replace("\"idle\"", "\"cancelled\"", StringComparison.Ordinal),
        ["SendMessage"] = """{"turnId":"t1","status":"idle","reply":"Where should the refund go?"}""",
        ["GetTurn"] = """{"turnId":"t1","status":"idle","reply":"Where should the refund go?"}""",
        ["GetTranscript"] = """{"items":[{"role":"customer","text":"hello","at":"2026-11-21T09:30:00+00:00","turnId":"t1"}]}""",
        ["ClaimConversation"] = Conversation.Replace("\"idle\"", "\"claimed\"", StringComparison.Ordinal),
        ["ReleaseConversation"] = Conversation.Replace("\"idle\"", "\"running\"", StringComparison.Ordinal),
        ["WriteAsOperator"] = """{"role":"operator","text":"This is Ann. I am looking into it.","at":"2026-11-21T09:31:00+00:00","turnId":"t1"}""",
        ["VerifyAudit"] = """{"rows":1204,"checkpoints":17,"signaturesChecked":true}""",
        ["ListUsageAnomalies"] =
            """
            {"items":[{"scope":"conversation","subject":"c0kq9x1v7m3t5b8n2r4w6y","day":"2026-11-21","measure":"calls_per_turn","value":20,"usual":4,"limit":10.87,"samples":421,
             "cause":"loop","foundAt":"2026-11-21T09:40:00+00:00"}]}
            """,
        ["CreateWebhook"] =
            """
            {"id":"wh_5f0c1d2e3a4b59687716253443526170","url":"https://hooks.example.com/agent","kinds":["turn.completed","approval.requested"],"description":"CRM","isEnabled":true,
             "createdAt":"2026-11-21T09:30:00+00:00","createdBy":"admin:ann","secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="}
            """,
        ["ListWebhookDeliveries"] =
            """
            {"items":[{"id":"msg_0a1b2c3d4e5f60718293a4b5c6d7e8f9","webhookId":"wh_5f0c1d2e3a4b59687716253443526170","kind":"turn.completed","status":"dead","attempts":15,
             "conversationId":"c0kq9x1v7m3t5b8n2r4w6y","lastStatus":500,"failure":"500","createdAt":"2026-11-21T09:30:00+00:00","doneAt":"2026-11-21T14:41:00+00:00"}],"next":"41"}
            """,
        ["GiveFeedback"] = """{"turnId":"t1","rating":"up","comment":"quick and clear","givenBy":"operator:dev","givenAt":"2026-11-21T09:32:00+00:00"}""",
        ["MapTeamsDirectory"] =
            """
            {"directoryId":"72f988bf-86f1-41af-91ab-2d7cd011db47","tenant":"shop","admitsGuests":false,"changedAt":"2026-11-21T09:30:00+00:00","changedBy":"admin:root"}
            """,
        ["PutTeamsPerson"] =
            """
            {"directoryId":"72f988bf-86f1-41af-91ab-2d7cd011db47","userId":"0f0e1d2c-1111-2222-3333-444455556666","roles":["operator"],"customerId":"mara_olsen_1001",
             "isRefused":false,"changedAt":"2026-11-21T09:30:00+00:00","changedBy":"admin:ann"}
            """,
    };

    /// <summary>By status.</summary>
    public static IReadOnlyDictionary<string, string> Problems { get; } = new Dictionary<string, string>
    {
        ["400"] = Problem("invalid-request", "The request is not valid.", 400, "text must hold something to say."),
        ["401"] = Problem("credential-needed", "A credential is needed.", 401, "Send a bearer token or an API key."),
        ["403"] = Problem("operator-needed", "Only an operator may do this.", 403, "The caller is known, but has not the role 'operator'."),
        ["404"] = Problem("not-found", "There is no such conversation.", 404, "The conversation does not exist, or belongs to another tenant."),
        ["409"] = Problem("conversation-ended", "The conversation has ended.", 409, "It takes no more messages. Start a new one."),
        ["413"] = Problem("too-large", "The request is too large.", 413, "A message must be smaller than 64 KB (65,536 bytes of UTF-8)."),
        ["429"] = Problem("rate-limited", "Too much was asked for.", 429, "The limit 'caller' is used up; nothing was changed. Try again in 3 s."),
        ["422"] = Problem("idempotency-key-reused", "The idempotency key belongs to another request.", 422, "A new request needs a new key."),
    };

    private static string Problem(string type, string title, int status, string detail) =>
        $$"""
        {"type":"urn:agent:problem:{{type}}","title":"{{title}}","status":{{status}},"detail":"{{detail}}","instance":"/api/v1/conversations"}
        """;
}
