namespace Agent.Tests.Host.Models.Offline;

internal sealed class HeroConversationTests
{
    [Test]
    public async Task Returns_the_headphones_of_the_last_order()
    {
        using var support = new ScriptedSupport(SampleShop.Open(), "mara_olsen_1001");
        var question = await support.SayAsync("I'd like to return the headphones from my last order");
        Assert.That(question, Does.Contain("Where should the refund go").And.Contain("Visa ending in 4242").And.Contain("gift card"));

        var proposal = await support.SayAsync("back to the card");
        Assert.That(proposal, Is.EqualTo("[return_delivered_order_items]"));
        var call = support.Proposals.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(call.Arguments!["order_id"], Is.EqualTo("#W1000001"));
            Assert.That(call.Arguments["item_ids"], Is.EqualTo(["6000000001"]));
            Assert.That(call.Arguments["payment_method_id"], Is.EqualTo("credit_card_1000001"));
        }

        var done = await support.SayAsync("yes please");
        Assert.That(done, Does.Contain("#W1000001").And.Contain("$129.00").And.Contain("Visa ending in 4242"));
        Assert.That(await support.SayAsync("thanks, bye"), Does.Contain("You're welcome"));
        Assert.That(support.Executed, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Looks_up_an_order_with_one_call_and_refunds_it()
    {
        using var support = new ScriptedSupport(SampleShop.Open(), "tom_becker_1002");
        var status = await support.SayAsync("Where is my order #W1000004?");
        Assert.That(status, Does.Contain("delivered, on 2026-11-10").And.Contain("700000000004"));
        Assert.That(support.Called, Is.EqualTo(["get_order_details"]));

        Assert.That(await support.SayAsync("refund it"), Is.EqualTo("[return_delivered_order_items]"));
        Assert.That(support.Proposals.Single().Arguments!["item_ids"], Is.EqualTo(["6000000007"]));
    }

    [Test]
    public async Task Cancels_the_pending_order_when_it_knows_why()
    {
        using var support = new ScriptedSupport(SampleShop.Open(), "mara_olsen_1001");
        Assert.That(await support.SayAsync("Please cancel my last order"), Does.Contain("#W1000002").And.Contain("ordered by mistake"));
        Assert.That(await support.SayAsync("I just don't need it any more"), Is.EqualTo("[cancel_pending_order]"));
        Assert.That(support.Proposals.Single().Arguments!["reason"], Is.EqualTo("no longer needed"));
        Assert.That(await support.SayAsync("YES"), Does.Contain("#W1000002 is cancelled").And.Contain("$59.90"));
    }
}
