using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agent.Processes.Runtime;

/// <summary>Writes where a log's entries are stored instead of the entries: <c>{"total":7,"in":[[3,2],[5,1]]}</c> (checkpoint, number of entries).</summary>
internal sealed class StoredLogConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeof(IAppendOnlyLog).IsAssignableFrom(typeToConvert);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Stored<>).MakeGenericType(typeToConvert))!;

    private sealed class Stored<TLog> : JsonConverter<TLog> where TLog : class, IAppendOnlyLog, new()
    {
        public override TLog Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var stored = JsonElement.ParseValue(ref reader);
            var log = new TLog();
            log.Restore(
                stored.GetProperty("total").GetInt32(),
                [.. stored.GetProperty("in").EnumerateArray().Select(segment => new LogSegment(segment[0].GetInt32(), segment[1].GetInt32()))]);
            return log;
        }

        public override void Write(Utf8JsonWriter writer, TLog value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteNumber("total", value.Total);
            writer.WriteStartArray("in");
            foreach (var segment in value.Segments)
            {
                writer.WriteStartArray();
                writer.WriteNumberValue(segment.Checkpoint);
                writer.WriteNumberValue(segment.Count);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }
}
