using System.Buffers.Binary;

namespace Agent.Processes.Steps.Guarding.Classifying;

/// <summary>
/// Tells texts that try to take over the assistant from what customers say, by which words they use and which stand side by side: a logistic regression.
/// It knows attacks that no rule foresaw, and knows nothing of meaning; docs/guardrail.md says how well it does.
/// </summary>
/// <remarks>Its weights come from <c>Agent.Benchmarks guardrail --write</c>.</remarks>
/// <param name="weights">One for each place of <see cref="TextFeatures"/>; what speaks for an attack is positive.</param>
/// <param name="bias">What a text has before its first word. The threshold is part of it: above 0 is an attack.</param>
internal sealed class InjectionClassifier(IReadOnlyList<float> weights, float bias)
{
    private const string Resource = "injection-weights.bin";
    private const int Named = 3;
    private static readonly Lazy<InjectionClassifier> s_shipped = new(ReadShipped);

    /// <summary>The one that comes with the service.</summary>
    public static InjectionClassifier Shipped => s_shipped.Value;

    /// <summary>How much a text looks like an attack: the logarithm of its odds, 0 at the threshold.</summary>
    /// <param name="text">The text as it came.</param>
    public double Score(string text) => Score(TextFeatures.Of(TextFolding.Fold(text, lookalikes: true)));

    /// <summary>Looks at a text.</summary>
    /// <returns>What in it speaks most for an attack, in the folded text's own words; null when it is none.</returns>
    public string? Find(string text)
    {
        var folded = TextFolding.Fold(text, lookalikes: true);
        var features = TextFeatures.Of(folded);
        return Score(features) <= 0 ? null : string.Join(", ", features.OrderByDescending(feature => weights[feature.Index]).Take(Named)
            .Select(feature => $"'{folded.Substring(feature.Start, feature.Length)}'"));
    }

    /// <summary>Writes it as it is shipped: scale and bias, then a byte for each weight.</summary>
    public void Write(Stream stream)
    {
        var scale = weights.Max(Math.Abs) / sbyte.MaxValue;
        var content = new byte[8 + weights.Count];
        BinaryPrimitives.WriteSingleLittleEndian(content, scale);
        BinaryPrimitives.WriteSingleLittleEndian(content.AsSpan(4), bias);
        for (var index = 0; index < weights.Count; index++)
        {
            content[8 + index] = (byte)(sbyte)MathF.Round(weights[index] / scale);
        }

        stream.Write(content);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It has another number of weights than there are places for features.</exception>
    public static InjectionClassifier Read(Stream stream)
    {
        using var content = new MemoryStream();
        stream.CopyTo(content);
        var bytes = content.ToArray();
        if (bytes.Length != 8 + TextFeatures.Places)
        {
            throw new InvalidDataException($"{bytes.Length - 8} weights, but {TextFeatures.Places} places: they were trained for another version.");
        }

        var scale = BinaryPrimitives.ReadSingleLittleEndian(bytes);
        return new([.. bytes.Skip(8).Select(weight => (sbyte)weight * scale)], BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(4)));
    }

    private double Score(List<TextFeature> features)
    {
        var sum = 0d;
        foreach (var feature in features)
        {
            sum += weights[feature.Index];
        }

        return bias + sum / TextFeatures.Norm(features.Count);
    }

    private static InjectionClassifier ReadShipped()
    {
        using var stream = typeof(InjectionClassifier).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is missing in {typeof(InjectionClassifier).Assembly.GetName().Name}.");
        return Read(stream);
    }
}
