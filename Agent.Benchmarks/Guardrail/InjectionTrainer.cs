using Agent.Processes.Steps.Guarding;
using Agent.Processes.Steps.Guarding.Classifying;

namespace Agent.Benchmarks.Guardrail;

/// <summary>Finds the weights: stochastic gradient descent on the logistic loss with weight decay. The same samples give the same weights.</summary>
internal static class InjectionTrainer
{
    private const int Rounds = 30;
    private const double FirstRate = 2;
    private const double Decay = 1e-5;

    /// <summary>Attacks are rare among the samples; this makes a missed one count for more.</summary>
    private const double AttackWeight = 6;

    /// <summary>A sample taken apart; doing it once saves most of the time of a cross-validation.</summary>
    public static int[] Prepare(LabelledText sample) => [.. TextFeatures.Of(TextFolding.Fold(sample.Text, lookalikes: true)).Select(feature => feature.Index)];

    /// <param name="samples">What to learn from.</param>
    /// <param name="threshold">What is taken off every score.</param>
    public static InjectionClassifier Train(IReadOnlyList<(int[] Features, bool IsAttack)> samples, double threshold = 0)
    {
        var (weights, bias) = (new double[TextFeatures.Places], 0d);
        var random = new Random(1);
        var order = Enumerable.Range(0, samples.Count).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            var rate = FirstRate / (1 + 0.2 * round);
            random.Shuffle(order);
            foreach (var index in order)
            {
                bias -= 0.1 * Learn(weights, bias, samples[index], rate);
            }

            var kept = Math.Max(0, 1 - Decay * samples.Count * rate);
            for (var index = 0; index < weights.Length; index++)
            {
                weights[index] *= kept;
            }
        }

        return new([.. weights.Select(weight => (float)weight)], (float)(bias - threshold));
    }

    private static double Learn(double[] weights, double bias, (int[] Features, bool IsAttack) sample, double rate)
    {
        var part = 1 / TextFeatures.Norm(sample.Features.Length);
        var score = bias;
        foreach (var feature in sample.Features)
        {
            score += weights[feature] * part;
        }

        var chance = 1 / (1 + Math.Exp(-Math.Clamp(score, -30, 30)));
        var gradient = (chance - (sample.IsAttack ? 1 : 0)) * (sample.IsAttack ? AttackWeight : 1) * rate;
        foreach (var feature in sample.Features)
        {
            weights[feature] -= gradient * part;
        }

        return gradient;
    }
}
