using System.Security.Cryptography;
using System.Text;

namespace Agent.Benchmarks.Guardrail;

/// <summary>Scores every recorded text by a classifier that has not seen it. Our own texts are always learned from and never judged.</summary>
internal sealed class CrossValidation(IReadOnlyList<LabelledText> recorded, IReadOnlyList<LabelledText> own)
{
    private const int Folds = 5;
    private readonly List<(int[] Features, bool IsAttack)> _recorded = [.. recorded.Select(Prepare)];
    private readonly List<(int[] Features, bool IsAttack)> _own = [.. own.Select(Prepare)];

    /// <summary>Each text is in one of five folds, by its digest.</summary>
    public IReadOnlyList<double> ByFold() => Score(sample => SHA256.HashData(Encoding.UTF8.GetBytes(sample.Text))[0] % Folds);

    /// <summary>Nothing of a text's own source is learned from: how it does on attacks that others collect.</summary>
    public IReadOnlyList<double> BySource() => Score(sample => sample.Source);

    private double[] Score<TKey>(Func<LabelledText, TKey> keyOf) where TKey : notnull
    {
        var scores = new double[recorded.Count];
        var groups = Enumerable.Range(0, recorded.Count).GroupBy(index => keyOf(recorded[index])).ToList();
        Parallel.ForEach(groups, group =>
        {
            var left = group.ToHashSet();
            var classifier = InjectionTrainer.Train([.. _own, .. _recorded.Where((_, index) => !left.Contains(index))]);
            foreach (var index in group)
            {
                scores[index] = classifier.Score(recorded[index].Text);
            }
        });
        return scores;
    }

    private static (int[], bool) Prepare(LabelledText sample) => (InjectionTrainer.Prepare(sample), sample.IsAttack);
}
