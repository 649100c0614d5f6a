using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agent.Processes;

/// <summary>Writes a log as a plain list, for every runtime but ours.</summary>
internal sealed class AppendOnlyLogConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(AppendOnlyLog<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Plain<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Plain<T> : JsonConverter<AppendOnlyLog<T>>
    {
        public override AppendOnlyLog<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var log = new AppendOnlyLog<T>();
            ((IAppendOnlyLog)log).Fill(JsonElement.ParseValue(ref reader), options);
            return log;
        }

        public override void Write(Utf8JsonWriter writer, AppendOnlyLog<T> value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (var entry in value)
            {
                JsonSerializer.Serialize(writer, entry, options);
            }

            writer.WriteEndArray();
        }
    }
}
