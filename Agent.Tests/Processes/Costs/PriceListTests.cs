using Agent.Processes.Costs;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Agent.Tests.Processes.Costs;

internal sealed class PriceListTests
{
    private static readonly DateTimeOffset s_today = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void Multiplies_each_kind_of_token_with_its_price()
    {
        var prices = List(new ModelPriceOptions() { Model = "gpt-4.1", Input = 2, CachedInput = 0.5m, Output = 8 });
        Assert.That(prices.CostOf("gpt-4.1", null, s_today, Used(1000, 400, 50)), Is.EqualTo(((600 * 2m) + (400 * 0.5m) + (50 * 8m)) / 1_000_000));
    }

    [Test]
    public void Prices_a_call_by_the_list_of_its_day()
    {
        var prices = List(
            new() { Model = "m", From = new(2026, 1, 1), Input = 4, Output = 0 }, new() { Model = "m", From = new(2026, 6, 1), Input = 2, Output = 0 });
        using var scope = Assert.EnterMultipleScope();
        Assert.That(prices.CostOf("m", null, new(2025, 12, 31, 23, 59, 59, TimeSpan.Zero), Used(1_000_000, 0, 0)), Is.Null);
        Assert.That(prices.CostOf("m", null, new(2026, 5, 31, 23, 59, 59, TimeSpan.Zero), Used(1_000_000, 0, 0)), Is.EqualTo(4));
        Assert.That(prices.CostOf("m", null, new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero), Used(1_000_000, 0, 0)), Is.EqualTo(2));
    }

    [TestCase("gpt-4.1-2025-04-14", "gpt-4.1", ExpectedResult = 2)]
    [TestCase("gpt-4.1-mini-2025-04-14", null, ExpectedResult = 1)]
    [TestCase("GPT-4.1", null, ExpectedResult = 2)]
    [TestCase("gpt-4.1-nano", null, ExpectedResult = null)]
    [TestCase("gpt-4.1-nano-2025-04-14", null, ExpectedResult = null)]
    [TestCase("our-deployment", "gpt-4.1", ExpectedResult = 2)]
    [TestCase(null, null, ExpectedResult = null)]
    public decimal? Knows_a_snapshot_from_another_model(string? answered, string? asked) =>
        List(new ModelPriceOptions() { Model = "gpt-4.1", Input = 2, Output = 8 }, new() { Model = "gpt-4.1-mini", Input = 1, Output = 4 })
            .CostOf(answered, asked, s_today, Used(1_000_000, 0, 0));

    [Test]
    public void A_batched_call_costs_its_share()
    {
        var prices = List(new ModelPriceOptions() { Model = "m", Input = 2, Output = 8, Batch = 0.5m });
        var batched = new ChatOptions { AdditionalProperties = new() { [PriceList.Batch] = true } };
        Assert.That(prices.CostOf("m", null, s_today, Used(1_000_000, 0, 1_000_000), batched), Is.EqualTo(5));
    }

    [Test]
    public void What_the_provider_does_not_report_has_no_known_cost()
    {
        var prices = List(new ModelPriceOptions() { Model = "m", Input = 2, Output = 8 });
        using var scope = Assert.EnterMultipleScope();
        Assert.That(prices.CostOf("m", null, s_today, null), Is.Null);
        Assert.That(prices.CostOf("m", null, s_today, new()), Is.Null);
    }

    [TestCase("", 1, 1, 1, ExpectedResult = "Prices:Entries:0:Model names the model this price is for.")]
    [TestCase("m", -1, 1, 1, ExpectedResult = "Prices:Entries:0:Input must be a price per million tokens, 0 or more.")]
    [TestCase("m", 1, null, 1, ExpectedResult = "Prices:Entries:0:Output must be a price per million tokens, 0 or more.")]
    [TestCase("m", 1, 1, 2, ExpectedResult = "Prices:Entries:0:Batch must be above 0 and at most 1: the share of the price that a batched call costs.")]
    public string? A_wrong_price_is_refused_by_its_key(string model, int input, int? output, int batch) =>
        new PriceOptionsValidator().Validate(null, Options(new ModelPriceOptions { Model = model, Input = input, Output = output, Batch = batch })).Failures?.Single();

    [Test]
    public void Two_prices_for_one_day_are_refused() => Assert.That(
        new PriceOptionsValidator().Validate(null, Options(new() { Model = "m", Input = 1, Output = 1 }, new() { Model = "M", Input = 2, Output = 1 })).Failures,
        Is.EqualTo(["Prices:Entries: 0 and 1 both price m from 0001-01-01 on."]));

    private static UsageDetails Used(long input, long cached, long output) =>
        new() { InputTokenCount = input, CachedInputTokenCount = cached, OutputTokenCount = output };

    private static PriceList List(params ModelPriceOptions[] entries) => new(Microsoft.Extensions.Options.Options.Create(Options(entries)));

    private static PriceOptions Options(params ModelPriceOptions[] entries)
    {
        var options = new PriceOptions();
        foreach (var (index, entry) in entries.Index())
        {
            options.Entries.Add(index.ToString(System.Globalization.CultureInfo.InvariantCulture), entry);
        }

        return options;
    }
}
