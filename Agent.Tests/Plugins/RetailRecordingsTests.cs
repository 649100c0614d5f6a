using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agent.Tests.Plugins;

/// <summary>Our tools on the public retail database, held against what the benchmark's own tools answered when the conversations were recorded.</summary>
internal sealed class RetailRecordingsTests
{
    private static readonly string[] Reading = ["get_order_details", "get_user_details", "get_product_details", "find_user_id_by_email", "find_user_id_by_name_zip"];
    private static readonly string[] Changing = ["cancel_pending_order", "return_delivered_order_items"];
    private const string Tenant = "retail";
    private const string TheCustomer = "the customer";
    private SampleShop _shop = null!;

    [SetUp]
    public async Task Import()
    {
        _shop = await SampleShop.OpenAsync(seeded: false);
        await _shop.Database.ImportTauRetailAsync(RetailRecordings.DatabaseFolder, Tenant);
    }

    [TearDown]
    public async Task Close()
    {
        if (_shop is not null)
        {
            await _shop.DisposeAsync();
        }
    }

    [Test]
    public async Task Reading_tools_answer_as_recorded()
    {
        var compared = 0;
        foreach (var call in RecordedCalls()
            .Where(call => Reading.Contains(call.Tool) && call.IsFirstOnItsCase && !call.IsRefused).DistinctBy(call => call.Identity))
        {
            Assert.That(Comparable(await CallAsync(call)), Is.EqualTo(Comparable(call.Recorded)), call.Identity);
            compared++;
        }

        Assert.That(compared, Is.GreaterThan(50));
    }

    [Test]
    public async Task Changing_tools_answer_as_recorded()
    {
        var compared = 0;
        foreach (var call in RecordedCalls()
            .Where(call => Changing.Contains(call.Tool) && call.IsFirstOnItsCase && !call.IsRefused).DistinctBy(call => call.OrderId))
        {
            Assert.That(Comparable(await CallAsync(call)), Is.EqualTo(Comparable(call.Recorded)), call.Identity);
            compared++;
        }

        Assert.That(compared, Is.GreaterThanOrEqualTo(4), "the sample holds few of them");
    }

    private async Task<string> CallAsync(RecordedCall call)
    {
        var kernel = _shop.Kernel(call.Tool.StartsWith("find_", StringComparison.Ordinal) ? null : call.UserId, call.Identity, Tenant);
        var function = kernel.Plugins.SelectMany(plugin => plugin).Single(tool => tool.Name == call.Tool);
        var arguments = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(call.Arguments)!.ToDictionary(a => a.Key, a => (object?)a.Value);
        return (await function.InvokeAsync(kernel, new(arguments))).GetValue<string>()!;
    }

    /// <summary>Calls with their answers; "first on its case": nothing in the recording had changed that order, or the customer, yet.</summary>
    private static IEnumerable<RecordedCall> RecordedCalls()
    {
        foreach (var recording in RetailRecordings.ReadLines("tau-retail-sample.jsonl").Concat(RetailRecordings.ReadLines("tau2-retail-sample.jsonl")))
        {
            var answers = recording["messages"]!.AsArray().Where(m => (string?)m!["role"] == "tool")
                .ToDictionary(m => (string)m!["tool_call_id"]!, m => (string)m!["content"]!);
            var touched = new HashSet<string>();
            foreach (var call in recording["messages"]!.AsArray().SelectMany(m => m!["tool_calls"]?.AsArray() ?? []))
            {
                var (id, tool, arguments) = ((string)call!["id"]!, (string)call["function"]!["name"]!, (string)call["function"]!["arguments"]!);
                if (answers.TryGetValue(id, out var answer) && JsonNode.Parse(arguments) is JsonObject read)
                {
                    var user = UserIn(answer) ?? (string?)read["user_id"];
                    yield return new(tool, arguments, answer, user, (string?)read["order_id"], !touched.Contains(CaseOf(read)));
                    if (Changing.Contains(tool) || tool.StartsWith("modify_", StringComparison.Ordinal) || tool.StartsWith("exchange_", StringComparison.Ordinal))
                    {
                        touched.UnionWith([CaseOf(read), TheCustomer]);
                    }
                }
            }
        }
    }

    private static string CaseOf(JsonObject arguments) => (string?)arguments["order_id"] ?? TheCustomer;

    private static string? UserIn(string answer) => answer.StartsWith('{') ? (string?)JsonNode.Parse(answer)!["user_id"] : null;

    /// <summary>Amounts to two decimals, members by name, no nulls, and without what only ours say: the tier and the user's own id.</summary>
    private static string Comparable(string text)
    {
        if (!text.StartsWith('{'))
        {
            return text;
        }

        var json = JsonNode.Parse(text)!.AsObject();
        if (json.ContainsKey("email"))
        {
            json.Remove("tier");
            json.Remove("user_id");
        }

        return Sorted(json)!.ToJsonString();
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject json => new JsonObject(json.Where(p => p.Value is not null).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Sorted(p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        JsonValue value when value.GetValueKind() is JsonValueKind.Number =>
            JsonValue.Create(value.GetValue<decimal>().ToString("0.00", CultureInfo.InvariantCulture)),
        _ => node?.DeepClone(),
    };

    private sealed record RecordedCall(string Tool, string Arguments, string Recorded, string? UserId, string? OrderId, bool IsFirstOnItsCase)
    {
        public bool IsRefused => Recorded.StartsWith("Error", StringComparison.Ordinal);

        public string Identity => $"{Tool} {Arguments}";
    }
}
