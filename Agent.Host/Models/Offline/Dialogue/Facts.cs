using System.Text.Json;
using Agent.Host.Models.Offline.BackOffice;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>What the tool results of a conversation have shown so far. Later results replace earlier ones.</summary>
internal sealed class Facts
{
    private readonly Dictionary<string, string> _errors = [];
    private readonly Dictionary<string, ArticleView[]> _articles = [];

    public string? CustomerId { get; set; }

    public CustomerView? Customer { get; private set; }

    /// <summary>The profile's address before anything changed it: "back to the old one".</summary>
    public AddressView? FirstAddress { get; private set; }

    /// <summary>By id, in the order they were first seen.</summary>
    public List<OrderView> Orders { get; } = [];

    public List<ProductView> Products { get; } = [];

    /// <summary>What the help centre was found to say, the best first; null when it was not asked, or did not answer.</summary>
    public ArticleView[]? ArticlesFor(string query) => _articles.GetValueOrDefault(query);

    public OrderView? Order(string orderId) => Orders.Find(order => order.Id == orderId);

    public ProductView? Product(string productId) => Products.Find(product => product.Id == productId);

    /// <summary>The error a reading call came back with, by <see cref="Arguments.Signature"/>.</summary>
    public string? ErrorOf(string signature) => _errors.GetValueOrDefault(signature);

    public PaymentMethodView? PaymentMethod(string? id) => id is null ? null : Customer?.PaymentMethods.FirstOrDefault(method => method.Id == id);

    /// <summary>A passing fault is worth another try when the customer writes again; "not found" is not.</summary>
    public void ForgetPassingErrors()
    {
        if (_errors.Count == 0)
            return;
        foreach (var (signature, error) in _errors.ToArray())
        {
            if (!error.Contains("not found", StringComparison.OrdinalIgnoreCase))
                _errors.Remove(signature);
        }
    }

    public void Learn(string tool, IDictionary<string, object?>? arguments, string result)
    {
        if (result.StartsWith("Error", StringComparison.OrdinalIgnoreCase))
        {
            if (ToolNames.IsReading(tool))
                _errors[Arguments.Signature(tool, arguments)] = result;
            if (tool is ToolNames.GetUser && Arguments.Text(arguments, "user_id") == CustomerId && result.Contains("not found", StringComparison.OrdinalIgnoreCase))
                CustomerId = null;
            return;
        }

        if (tool is ToolNames.FindByEmail or ToolNames.FindByNameZip)
        {
            CustomerId = result.Trim().Trim('"');
            return;
        }

        if (result.Length > 1 && result[0] is '{')
            LearnJson(tool, arguments, result);
    }

    private void LearnJson(string tool, IDictionary<string, object?>? arguments, string result)
    {
        using var document = TryParse(result);
        if (document is null)
            return;
        var json = document.RootElement;
        if (tool is ToolNames.GetUser or ToolNames.ModifyUserAddress)
            TakeCustomer(ToolResultReader.ReadCustomer(json, Arguments.Text(arguments, "user_id")));
        else if (tool is ToolNames.SearchKnowledge)
            _articles[Arguments.Text(arguments, "query")] = ToolResultReader.ReadArticles(json);
        else if (tool is ToolNames.GetProduct && ToolResultReader.ReadProduct(json) is { } product)
            Replace(Products, product, p => p.Id == product.Id);
        else if (ToolResultReader.ReadOrder(json) is { } order)
            Replace(Orders, order, o => o.Id == order.Id);
    }

    private void TakeCustomer(CustomerView? customer)
    {
        Customer = customer;
        FirstAddress ??= customer?.Address;
    }

    private static void Replace<T>(List<T> list, T value, Predicate<T> isSame)
    {
        var at = list.FindIndex(isSame);
        if (at < 0)
            list.Add(value);
        else
            list[at] = value;
    }

    private static JsonDocument? TryParse(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            return null; // A tool of another make; what cannot be read is not known.
        }
    }
}
