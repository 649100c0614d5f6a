using System.Text.Json.Serialization;
using Agent.Plugins.Orders;

namespace Agent.Plugins.BackOffice;

/// <summary>JSON of the back office, in jsonb columns and in tool results: snake_case, absent rather than null, enums by their stored names.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(OrderItem[]))]
[JsonSerializable(typeof(Fulfillment[]))]
[JsonSerializable(typeof(PaymentTransaction[]))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class BackOfficeJson : JsonSerializerContext;
