using Agent.Benchmarks.Measuring;

namespace Agent.Tests.Benchmarks;

/// <summary>Whether the benchmark of telemetry can tell what it is there to tell, on a machine that is not quiet.</summary>
internal sealed class PairedRatiosTests
{
    [Test]
    public void Of_six_pairs_the_middle_and_its_bounds_are_those_of_the_textbook()
    {
        // Means of all pairs of the logarithms 1 to 6 are symmetric around 3.5; with six, the bounds are the smallest and the largest.
        var ratios = new PairedRatios(Enumerable.Range(1, 6).Select(number => Math.Exp(number)));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(Math.Log(ratios.Middle), Is.EqualTo(3.5).Within(1e-9));
        Assert.That(Math.Log(ratios.Least), Is.EqualTo(1).Within(1e-9));
        Assert.That(Math.Log(ratios.Most), Is.EqualTo(6).Within(1e-9));
        Assert.That(() => new PairedRatios([1, 1, 1, 1, 1]), Throws.ArgumentException);
    }

    [Test]
    public void The_bounds_hold_what_they_promise_though_now_and_then_something_else_takes_the_machine()
    {
        var random = new Random(7);
        var held = Enumerable.Range(0, 200).Select(_ => new PairedRatios(Measure(random, 0.94, 40))).Count(found => found.Least <= 0.94 && found.Most >= 0.94);
        Assert.That(held, Is.InRange(184, 200), "95 of 100");
    }

    [Test]
    public void A_twentieth_less_is_told_from_as_it_should_be()
    {
        var random = new Random(11);
        var slow = Enumerable.Range(0, 100).Select(_ => new PairedRatios(Measure(random, 0.94, 40))).ToList();
        var fine = Enumerable.Range(0, 100).Select(_ => new PairedRatios(Measure(random, 0.995, 40))).ToList();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(slow.Count(found => found.Least >= 0.97), Is.Zero, "0.94 never passes for 0.97");
        Assert.That(slow.Count(found => found.Most < 0.97), Is.GreaterThan(50), "and is found out more often than not");
        Assert.That(fine.Count(found => found.Least >= 0.97), Is.GreaterThan(50), "as is one that is fine");
        Assert.That(fine.Count(found => found.Most < 0.97), Is.Zero);
    }

    /// <summary>Ratios as foursomes of rounds give them: a spread of a twentieth, and every tenth hit by something that takes a third of the machine from one side.</summary>
    private static IEnumerable<double> Measure(Random random, double ratio, int count)
    {
        for (var number = 0; number < count; number++)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var hit = random.NextDouble() < 0.1 ? (random.NextDouble() < 0.5 ? 1.3 : 1 / 1.3) : 1;
            yield return ratio * Math.Exp(0.05 * normal) * hit;
        }
    }
}
