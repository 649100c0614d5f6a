using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Agent.Plugins.Customers;
using Agent.Plugins.Knowledge;
using Agent.Plugins.Orders;
using Agent.Plugins.Products;
using Agent.Plugins.Refunds;
using Agent.Plugins.Tickets;

namespace Agent.Plugins.BackOffice;

/// <summary>JSON of the back office, in jsonb columns and in tool results: snake_case, absent rather than null, enums by their stored names.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(OrderItem[]))]
[JsonSerializable(typeof(Fulfillment[]))]
[JsonSerializable(typeof(PaymentTransaction[]))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(CustomerDetails))]
[JsonSerializable(typeof(OrderDetails))]
[JsonSerializable(typeof(ProductDetails))]
[JsonSerializable(typeof(VariantDetails))]
[JsonSerializable(typeof(ItemChangePreview))]
[JsonSerializable(typeof(PaymentChangePreview))]
[JsonSerializable(typeof(TicketDetails))]
[JsonSerializable(typeof(TicketView))]
[JsonSerializable(typeof(RefundDetails))]
[JsonSerializable(typeof(RefundPreview))]
[JsonSerializable(typeof(KnowledgeAnswer))]
internal sealed partial class BackOfficeJson : JsonSerializerContext
{
    // A model reads these texts, and no browser: a name like José is spelled out, not escaped.
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string ToText<T>(JsonTypeInfo<T> type, T value)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using var writer = new Utf8JsonWriter(buffer, Writing);
        JsonSerializer.Serialize(writer, value, type);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
