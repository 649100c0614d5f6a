using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.SemanticKernel;

/// <summary>
/// Turns an argument into a parameter's type: as it is, by the type's <see cref="TypeConverter"/>, from JSON, or from its text. Always in the invariant
/// culture: arguments come from models and stored data, which know no other.
/// </summary>
internal sealed class ArgumentConverter(Type type, JsonSerializerOptions options)
{
    private readonly bool _isText = type == typeof(string);
    private readonly TypeConverter _converter = TypeDescriptor.GetConverter(type);

    /// <exception cref="ArgumentOutOfRangeException">The value cannot be converted.</exception>
    public object? Convert(string name, object? value)
    {
        if (value is null || type.IsInstanceOfType(value))
        {
            return value;
        }

        if (_isText)
        {
            return ValueText.Of(value, CultureInfo.InvariantCulture);
        }

        try
        {
            return ConvertValue(value);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or FormatException or ArgumentException or OverflowException)
        {
            throw new ArgumentOutOfRangeException(name, value, $"The argument '{name}' cannot be converted from {value.GetType()} to {type}: {exception.Message}");
        }
    }

    private object? ConvertValue(object value)
    {
        if (_converter.CanConvertFrom(value.GetType()))
        {
            return _converter.ConvertFrom(context: null, CultureInfo.InvariantCulture, value);
        }

        if (value is IConvertible && type.IsEnum && value is not string)
        {
            return Enum.ToObject(type, value);
        }

        return value switch
        {
            JsonElement json => json.Deserialize(type, options),
            JsonDocument json => json.Deserialize(type, options),
            JsonNode json => json.Deserialize(type, options),
            _ => JsonSerializer.Deserialize(ValueText.Of(value, CultureInfo.InvariantCulture), type, options),
        };
    }
}
