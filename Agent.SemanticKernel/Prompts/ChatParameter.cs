using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>The parameters of a prompt's settings that chat options have a place for, by their names in prompts.</summary>
internal static class ChatParameter
{
    /// <returns>False if the parameter is unknown, or its value is not of its kind.</returns>
    public static bool TrySet(ChatOptions options, string name, object? value) => name.ToLowerInvariant() switch
    {
        "temperature" => Set<float>(value, number => options.Temperature = number),
        "top_p" => Set<float>(value, number => options.TopP = number),
        "top_k" => Set<int>(value, number => options.TopK = number),
        "seed" => Set<long>(value, number => options.Seed = number),
        "max_tokens" => Set<int>(value, number => options.MaxOutputTokens = number),
        "frequency_penalty" => Set<float>(value, number => options.FrequencyPenalty = number),
        "presence_penalty" => Set<float>(value, number => options.PresencePenalty = number),
        "stop_sequences" => Set<IList<string>>(value, list => options.StopSequences = list),
        "chat_system_prompt" or "chat_developer_prompt" or "systeminstruction" => Set<string>(value, text => options.Instructions = text),
        "reasoning_effort" => Set<string>(value, text => options.Reasoning = new() { Effort = EffortOf(text) }),
        "response_format" => SetResponseFormat(options, value),
        _ => false,
    };

    /// <summary>JSON scalars as plain values, as a client expects them.</summary>
    public static object? Unwrap(object? value) => value is JsonElement json
        ? json.ValueKind switch
        {
            JsonValueKind.String => json.GetString(),
            JsonValueKind.Number => json.GetDouble(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Null => null,
            _ => json,
        }
        : value;

    private static bool Set<T>(object? value, Action<T> set)
    {
        if (!TryConvert<T>(value, out var converted))
        {
            return false;
        }

        set(converted);
        return true;
    }

    private static bool SetResponseFormat(ChatOptions options, object? value)
    {
        if (value is null)
        {
            return false;
        }

        options.ResponseFormat = TryConvert<string>(value, out var text)
            ? text switch
            {
                "text" => ChatResponseFormat.Text,
                "json_object" => ChatResponseFormat.Json,
                _ => null,
            }
            : value is JsonElement schema ? ChatResponseFormat.ForJsonSchema(schema) : null;
        return true;
    }

    private static ReasoningEffort? EffortOf(string text) => text.ToUpperInvariant() switch
    {
        "LOW" => ReasoningEffort.Low,
        "MEDIUM" => ReasoningEffort.Medium,
        "HIGH" => ReasoningEffort.High,
        "XHIGH" => ReasoningEffort.ExtraHigh,
        _ => null,
    };

    private static bool TryConvert<T>(object? value, [MaybeNullWhen(false)] out T converted)
    {
        try
        {
            converted = value switch
            {
                T already => already,
                JsonElement json => json.Deserialize<T>()!,
                _ => (T)Convert.ChangeType(value, typeof(T), CultureInfo.InvariantCulture)!,
            };
            return converted is not null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or OverflowException or JsonException)
        {
            converted = default;
            return false;
        }
    }
}
