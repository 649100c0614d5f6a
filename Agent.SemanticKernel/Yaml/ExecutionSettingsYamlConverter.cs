using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace Microsoft.SemanticKernel;

/// <summary>Reads settings for one service: the model, the functions on offer, and any other key as a parameter, its scalars as text.</summary>
internal sealed class ExecutionSettingsYamlConverter : IYamlTypeConverter
{
    public bool Accepts(Type type) => type == typeof(PromptExecutionSettings);

    public object ReadYaml(IParser parser, Type type, ObjectDeserializer rootDeserializer)
    {
        PromptExecutionSettings settings = new();
        parser.Consume<MappingStart>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Consume<Scalar>();
            if (key.Value == "model_id")
            {
                settings.ModelId = parser.Consume<Scalar>().Value;
            }
            else if (key.Value == "function_choice_behavior")
            {
                settings.FunctionChoiceBehavior = ReadBehavior(parser, rootDeserializer);
            }
            else if (!(settings.ExtensionData ??= new Dictionary<string, object>()).TryAdd(key.Value, rootDeserializer(typeof(object))!))
            {
                throw new YamlException(key.Start, key.End, $"The key '{key.Value}' is there twice.");
            }
        }

        return settings;
    }

    public void WriteYaml(IEmitter emitter, object? value, Type type, ObjectSerializer serializer) =>
        throw new NotSupportedException("Execution settings are only read from YAML.");

    private static FunctionChoiceBehavior ReadBehavior(IParser parser, ObjectDeserializer rootDeserializer)
    {
        var start = parser.Consume<MappingStart>();
        string? type = null;
        List<string>? functions = null;
        FunctionChoiceBehaviorOptions? options = null;
        while (!parser.TryConsume<MappingEnd>(out var _))
        {
            var key = parser.Consume<Scalar>();
            switch (key.Value)
            {
                case "type":
                    type = parser.Consume<Scalar>().Value;
                    break;
                case "functions":
                    functions = (List<string>?)rootDeserializer(typeof(List<string>));
                    break;
                case "options":
                    options = (FunctionChoiceBehaviorOptions?)rootDeserializer(typeof(FunctionChoiceBehaviorOptions));
                    break;
                default:
                    throw new YamlException(key.Start, key.End, $"Unknown key '{key.Value}' in function_choice_behavior.");
            }
        }

        FunctionChoiceBehavior behavior = type switch
        {
            "auto" => new AutoFunctionChoiceBehavior(),
            "required" => new RequiredFunctionChoiceBehavior(),
            "none" => new NoneFunctionChoiceBehavior(),
            _ => throw new YamlException(start.Start, start.End, $"The type of a function_choice_behavior is auto, required or none, not '{type}'."),
        };
        behavior.Offered = functions;
        behavior.OfferOptions = options;
        return behavior;
    }
}
