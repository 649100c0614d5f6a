using System.Text.Json;
using Agent.Plugins.Calling.Access;

namespace Agent.Tests.Plugins.Knowledge;

/// <summary>The help centre answers what stands in it, to those it is written for, and says so when nothing does.</summary>
internal sealed class KnowledgePluginTests
{
    private SampleShop _shop = null!;

    [OneTimeSetUp]
    public async Task Open() => _shop = await SampleShop.OpenAsync();

    [OneTimeTearDown]
    public async Task Close() => await _shop.DisposeAsync();

    [TestCase("What is your return policy?", "returns")]
    [TestCase("how long does a refund take", "refund-timing")]
    [TestCase("how long does shipping take", "shipping")]
    [TestCase("shipping cost", "shipping")]
    [TestCase("my parcel says delivered but I do not have it", "missing-parcel")]
    [TestCase("is there a warranty on headphones", "warranty")]
    [TestCase("how do I become a gold member", "membership")]
    [TestCase("do gift cards expire?", "gift-cards")]
    [TestCase("exchange for another size", "exchanges")]
    public async Task A_question_finds_its_article(string query, string expected) => Assert.That((await FindAsync(query))[0], Is.EqualTo(expected));

    [TestCase("opera tickets on the moon")]
    [TestCase("recipe for apple pie")]
    [TestCase("the and of")]
    [TestCase("?!")]
    public async Task What_nobody_wrote_about_is_honestly_not_found(string query)
    {
        var answer = await _shop.CallJsonAsync(SampleShop.Mara, "knowledge", "search_knowledge", new { query });
        using var scope = Assert.EnterMultipleScope();
        Assert.That(answer.GetProperty("found").GetInt32(), Is.Zero);
        Assert.That(answer.GetProperty("articles").GetArrayLength(), Is.Zero);
        Assert.That(answer.GetProperty("note").GetString(), Does.StartWith("No article"));
    }

    [Test]
    public async Task At_most_as_many_as_asked_for_come_back() => Assert.That(await FindAsync("refund return order payment", limit: 2), Has.Length.EqualTo(2));

    [Test]
    public async Task Everybody_finds_only_what_is_written_for_them()
    {
        const string Both = "gold line guide for refunds without a return";
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await FindAsync(Both, SampleShop.Tom, 5), Has.None.EqualTo("gold-line").And.None.EqualTo("refund-guide"));
        Assert.That(await FindAsync(Both, null, 5), Has.None.EqualTo("gold-line").And.None.EqualTo("refund-guide"));
        Assert.That(await FindAsync(Both, SampleShop.Mara, 5), Has.Some.EqualTo("gold-line").And.None.EqualTo("refund-guide"));
        Assert.That(Ids(await _shop.CallAsAsync(new(ToolRoles.Operator, "knowledge:read"), null, "knowledge", "search_knowledge", new { query = Both, limit = 5 })), Has.Some.EqualTo("refund-guide"));
    }

    [Test]
    public async Task Another_tenant_has_a_help_centre_of_its_own() => Assert.That(
        Ids(await _shop.CallAsAsync(new(ToolRoles.Operator, "knowledge:read"), null, "knowledge", "search_knowledge", new { query = "returns" }, tenant: "nowhere")), Is.Empty);

    [Test]
    public async Task A_shop_that_was_seeded_before_there_was_a_help_centre_gets_one()
    {
        await using var shop = await SampleShop.OpenAsync();
        await using var forget = shop.DataSource.CreateCommand("DELETE FROM backoffice.knowledge_articles");
        await forget.ExecuteNonQueryAsync();
        Assert.That(await shop.Database.SeedAsync(), Is.False, "the customers were there");
        Assert.That(Ids(await shop.CallAsync(SampleShop.Mara, "knowledge", "search_knowledge", new { query = "returns" })), Is.Not.Empty);
    }

    private async Task<string[]> FindAsync(string query, string? customer = SampleShop.Mara, int limit = 3) =>
        Ids(await _shop.CallAsync(customer, "knowledge", "search_knowledge", new { query, limit }));

    private static string[] Ids(string answer) =>
        [.. SampleShop.Parse(answer).GetProperty("articles").EnumerateArray().Select(article => article.GetProperty("article_id").GetString()!)];
}
