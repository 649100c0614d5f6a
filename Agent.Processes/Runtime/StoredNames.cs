using System.Text.Encodings.Web;
using System.Text.Json;

namespace Agent.Processes.Runtime;

/// <summary>The member names of a stored checkpoint. Short, since every superstep repeats them; never changed, since old rows hold them.</summary>
internal static class StoredNames
{
    public static readonly JsonEncodedText Supersteps = JsonEncodedText.Encode("supersteps");
    public static readonly JsonEncodedText Turn = JsonEncodedText.Encode("turn");
    public static readonly JsonEncodedText Terms = JsonEncodedText.Encode("terms");
    public static readonly JsonEncodedText Number = JsonEncodedText.Encode("n");
    public static readonly JsonEncodedText Ran = JsonEncodedText.Encode("ran");
    public static readonly JsonEncodedText States = JsonEncodedText.Encode("states");
    public static readonly JsonEncodedText Versions = JsonEncodedText.Encode("versions");
    public static readonly JsonEncodedText Logs = JsonEncodedText.Encode("logs");
    public static readonly JsonEncodedText Pending = JsonEncodedText.Encode("pending");
    public static readonly JsonEncodedText To = JsonEncodedText.Encode("to");
    public static readonly JsonEncodedText Function = JsonEncodedText.Encode("fn");
    public static readonly JsonEncodedText Parameter = JsonEncodedText.Encode("p");
    public static readonly JsonEncodedText Data = JsonEncodedText.Encode("d");
    public static readonly JsonEncodedText Held = JsonEncodedText.Encode("held");
    public static readonly JsonEncodedText Error = JsonEncodedText.Encode("error");
    public static readonly JsonEncodedText Forked = JsonEncodedText.Encode("forked");
    public static readonly JsonEncodedText Outside = JsonEncodedText.Encode("outside");
    public static readonly JsonEncodedText Activities = JsonEncodedText.Encode("activities");
    public static readonly JsonEncodedText Superstep = JsonEncodedText.Encode("s");
    public static readonly JsonEncodedText Request = JsonEncodedText.Encode("r");
    public static readonly JsonEncodedText Type = JsonEncodedText.Encode("t");
    public static readonly JsonEncodedText At = JsonEncodedText.Encode("at");

    /// <summary>A member of the turn's progress, as the serializer writes it.</summary>
    public static readonly JsonEncodedText TurnRequest = JsonEncodedText.Encode("requestId");

    /// <summary>The members of <see cref="StepCompleted"/>, as the serializer would write them.</summary>
    public static readonly JsonEncodedText StepCompletedStep = JsonEncodedText.Encode("step");
    public static readonly JsonEncodedText StepCompletedFunction = JsonEncodedText.Encode("function");
    public static readonly JsonEncodedText StepCompletedSuperstep = JsonEncodedText.Encode("superstep");
    public static readonly JsonEncodedText StepCompletedDuration = JsonEncodedText.Encode("durationMs");

    /// <summary>A stored superstep's number.</summary>
    public static int NumberOf(JsonElement superstep) => superstep.GetProperty(Number.EncodedUtf8Bytes).GetInt32();

    /// <summary>A name as the writer would write it, escaped once.</summary>
    public static JsonEncodedText Encode(string name) => JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
}
