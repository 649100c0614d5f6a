namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>The tools the rules know how to use. Which of them exist is decided by what a call offers.</summary>
internal static class ToolNames
{
    public const string FindByEmail = "find_user_id_by_email";
    public const string FindByNameZip = "find_user_id_by_name_zip";
    public const string GetUser = "get_user_details";
    public const string GetOrder = "get_order_details";
    public const string GetProduct = "get_product_details";
    public const string Cancel = "cancel_pending_order";
    public const string Return = "return_delivered_order_items";
    public const string Exchange = "exchange_delivered_order_items";
    public const string ModifyItems = "modify_pending_order_items";
    public const string ModifyAddress = "modify_pending_order_address";
    public const string ModifyPayment = "modify_pending_order_payment";
    public const string ModifyUserAddress = "modify_user_address";
    public const string ProcessRefund = "process_refund";
    public const string SearchKnowledge = "search_knowledge";
    public const string CreateTicket = "create_ticket";
    public const string Transfer = "transfer_to_human_agents";

    private static readonly string[] All =
    [
        FindByEmail, FindByNameZip, GetUser, GetOrder, GetProduct, Cancel, Return, Exchange, ModifyItems, ModifyAddress, ModifyPayment, ModifyUserAddress,
        ProcessRefund, SearchKnowledge, CreateTicket, Transfer,
    ];

    /// <summary>The known name behind one as the kernel writes it (<c>orders_get_order_details</c>); the name itself when unknown.</summary>
    public static string Known(string name)
    {
        foreach (var known in All)
        {
            if (Names(name, known))
                return known;
        }

        return name;
    }

    /// <summary>Whether <paramref name="offered"/> is <paramref name="known"/>, with or without a plugin's name in front.</summary>
    public static bool Names(string offered, string known) =>
        offered.EndsWith(known, StringComparison.Ordinal) && (offered.Length == known.Length || offered[^(known.Length + 1)] is '_' or '-' or '.');

    public static bool IsReading(string known) => known is FindByEmail or FindByNameZip or GetUser or GetOrder or GetProduct or SearchKnowledge;
}
