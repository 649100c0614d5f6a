using System.Text.Json;

namespace Agent.Plugins.BackOffice.Import;

/// <summary>A place in an imported file that knows its own name, so that a fault can say where it is.</summary>
internal readonly record struct ImportNode(string File, string Path, JsonElement Json)
{
    private const long LargestAmount = 1_000_000_000;

    /// <exception cref="ImportException">The file is missing or no JSON object.</exception>
    public static async Task<ImportNode> OpenAsync(string folder, string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = System.IO.File.OpenRead(System.IO.Path.Combine(folder, file));
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
            var root = new ImportNode(file, "", document.RootElement.Clone());
            return root.Json.ValueKind is JsonValueKind.Object ? root : throw root.Fault("must be a JSON object");
        }
        catch (JsonException exception)
        {
            throw new ImportException($"{file}: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ImportException($"{file}: cannot be read: {exception.Message}", exception);
        }
    }

    public ImportNode this[string name] => Find(name) ?? throw Fault($"'{name}' is missing");

    public ImportNode? Find(string name) =>
        Require(JsonValueKind.Object, "an object").Json.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null
            ? new(File, Under(name), value)
            : null;

    public IEnumerable<(string Name, ImportNode Value)> Members()
    {
        var (file, here) = (File, this);
        return Require(JsonValueKind.Object, "an object").Json.EnumerateObject()
            .Select(member => (member.Name, new ImportNode(file, here.Under(member.Name), member.Value)));
    }

    public IEnumerable<ImportNode> Items()
    {
        var (file, path) = (File, Path);
        return Require(JsonValueKind.Array, "a list").Json.EnumerateArray().Select((item, index) => new ImportNode(file, $"{path}[{index}]", item));
    }

    public string Text() => Require(JsonValueKind.String, "a text").Json.GetString()!;

    public string Text(string name) => this[name].Text();

    public string[] Texts(string name) => [.. this[name].Items().Select(item => item.Text())];

    public Dictionary<string, string> TextByName(string name) => this[name].Members()
        .DistinctBy(member => member.Name).ToDictionary(member => member.Name, member => member.Value.Text());

    public bool Flag(string name) => this[name].Json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw this[name].Fault("must be true or false"),
    };

    /// <summary>An amount in dollars as cents. The source computes in floating point: 71.96000000000001 is 71.96.</summary>
    public long Minor(string name)
    {
        var node = this[name];
        return node.Json.ValueKind is JsonValueKind.Number && node.Json.TryGetDecimal(out var dollars) && dollars is >= 0 and <= LargestAmount
            ? (long)decimal.Round(dollars * 100)
            : throw node.Fault("must be an amount of zero or more");
    }

    /// <summary>A whole number of zero or more.</summary>
    public int Count(string name)
    {
        var node = this[name];
        return node.Json.ValueKind is JsonValueKind.Number && node.Json.TryGetInt32(out var count) && count >= 0 ? count : throw node.Fault("must be a whole number of zero or more");
    }

    /// <exception cref="ImportException">An id is there twice.</exception>
    public void RefuseTwice(string what, IEnumerable<string> ids)
    {
        var seen = new HashSet<string>();
        if (ids.FirstOrDefault(id => !seen.Add(id)) is { } twice)
        {
            throw Fault($"{what} '{twice}' is there twice");
        }
    }

    public TEnum Name<TEnum>(string name) where TEnum : struct, Enum => WireName<TEnum>.TryParse(Text(name), out var value)
        ? value
        : throw this[name].Fault($"must be one of {string.Join(", ", WireName<TEnum>.All)}, not '{Text(name)}'");

    public ImportException Fault(string fault) => new(Path.Length is 0 ? $"{File}: {fault}" : $"{File}: {Path}: {fault}");

    private ImportNode Require(JsonValueKind kind, string what) => Json.ValueKind == kind ? this : throw Fault($"must be {what}");

    private string Under(string name) => Path.Length is 0 ? name : $"{Path}.{name}";
}
