using Microsoft.Extensions.AI;

namespace Agent.Tests.Host.Models.Offline;

/// <summary>One situation per test, each a few sentences as customers write them.</summary>
internal sealed class ConversationTests
{
    private const string Mara = "mara_olsen_1001";
    private const string Tom = "tom_becker_1002";

    [Test]
    public async Task Identifies_a_visitor_by_email_and_goes_on_with_the_request()
    {
        using var support = Talk("guest");
        Assert.That(await support.SayAsync("I want to return my laptop"), Does.Contain("e-mail address"));
        Assert.That(await support.SayAsync("nobody@example.com"), Does.Contain("could not find an account").And.Contain("nobody@example.com"));
        Assert.That(await support.SayAsync("sorry, it's Tom.Becker@example.com"), Is.EqualTo("[return_delivered_order_items]"));
        Assert.That(Arguments(support), Is.EqualTo(("#W1000004", "6000000007", "paypal_1000003")));
    }

    [Test]
    public async Task Identifies_a_visitor_by_name_and_zip_given_in_two_messages()
    {
        using var support = Talk("unknown");
        await support.SayAsync("where's my stuff?");
        Assert.That(await support.SayAsync("my name is tom becker"), Does.Contain("zip code"));
        Assert.That(await support.SayAsync("78701"), Does.Contain("#W1000005"));
    }

    [Test]
    public async Task Never_looks_the_same_wrong_person_up_twice()
    {
        using var support = Talk("unknown");
        await support.SayAsync("cancel my order. I'm Tom Becker, 00000");
        await support.SayAsync("hello?");
        Assert.That(support.Called, Is.EqualTo(["find_user_id_by_name_zip"]));
    }

    [TestCase("cancel order W1000005, I don't need it anymore")]
    [TestCase("CANCEL ORDER #W1000005 NO LONGER NEEDED")]
    [TestCase("pls cancle #w1000005 , changed my mind")]
    [TestCase("Please call off order 1000005. I found it cheaper elsewhere.")]
    public async Task Understands_a_cancellation(string text)
    {
        using var support = Talk(Tom);
        Assert.That(await support.SayAsync(text), Is.EqualTo("[cancel_pending_order]"));
        Assert.That(support.Proposals.Single().Arguments!["reason"], Is.EqualTo("no longer needed"));
    }

    [TestCase("oops, I ordered it twice by accident")]
    [TestCase("it was a mistake")]
    public async Task Understands_that_an_order_was_a_mistake(string reason)
    {
        using var support = Talk(Mara);
        await support.SayAsync("cancel #W1000002");
        await support.SayAsync(reason);
        Assert.That(support.Proposals.Single().Arguments!["reason"], Is.EqualTo("ordered by mistake"));
    }

    [Test]
    public async Task Chooses_among_items_of_one_kind_by_their_options()
    {
        using var support = Talk(Tom);
        Assert.That(await support.SayAsync("I'd like to return the t-shirt from order #W1000003"), Does.Contain("more than one").And.Contain("color blue").And.Contain("color red"));
        await support.SayAsync("the blue one");
        Assert.That(Arguments(support), Is.EqualTo(("#W1000003", "6000000005", "paypal_1000003")));
    }

    [Test]
    public async Task Returns_several_items_and_leaves_out_what_is_kept()
    {
        using var support = Talk(Tom);
        await support.SayAsync("I want to return everything from #W1000003 except the boots");
        Assert.That(Arguments(support), Is.EqualTo(("#W1000003", "6000000005,6000000006", "paypal_1000003")));
    }

    [Test]
    public async Task Asks_which_items_when_none_is_named()
    {
        using var support = Talk(Tom);
        Assert.That(await support.SayAsync("I want to return something from order #W1000003"), Does.Contain("Which items").And.Contain("Hiking Boots"));
        await support.SayAsync("both shirts");
        Assert.That(Arguments(support), Is.EqualTo(("#W1000003", "6000000005,6000000006", "paypal_1000003")));
    }

    [Test]
    public async Task Does_two_requests_of_one_message_one_after_the_other()
    {
        using var support = Talk(Tom);
        Assert.That(await support.SayAsync("Please cancel order #W1000005, it was ordered by mistake, and return the laptop"), Is.EqualTo("[cancel_pending_order]"));
        Assert.That(await support.SayAsync("yes"), Does.Contain("#W1000005 is cancelled").And.EndWith("[return_delivered_order_items]"));
        Assert.That(await support.SayAsync("yes, go ahead"), Does.Contain("Laptop").And.Contain("$1,899.00"));
        Assert.That(support.Executed.Select(ScriptedSupport.ToolOf), Is.EqualTo(["cancel_pending_order", "return_delivered_order_items"]));
    }

    [Test]
    public async Task Follows_a_change_of_mind()
    {
        using var support = Talk(Mara);
        await support.SayAsync("I want to return the headphones, back to my card please");
        Assert.That(support.Waiting, Is.Not.Null);
        await support.SayAsync("no wait, return the travel case instead");
        Assert.That(support.Proposals[^1].Arguments!["item_ids"], Is.EqualTo(["6000000002"]));
        Assert.That(support.Executed, Is.Empty);
    }

    [Test]
    public async Task Accepts_that_a_request_is_taken_back()
    {
        using var support = Talk(Mara);
        await support.SayAsync("cancel my pending order");
        Assert.That(await support.SayAsync("actually never mind, I'll keep it"), Does.Contain("Nothing has been changed"));
        Assert.That(support.Proposals, Is.Empty);
    }

    [Test]
    public async Task Acknowledges_a_no()
    {
        using var support = Talk(Mara);
        await support.SayAsync("cancel #W1000002, no longer needed");
        Assert.That(await support.SayAsync("no, don't do it"), Does.Contain("Nothing has been changed").And.Contain("anything else"));
        Assert.That(support.Executed, Is.Empty);
        Assert.That(support.Proposals, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Repeats_what_is_waiting()
    {
        using var support = Talk(Mara);
        await support.SayAsync("cancel #W1000002, no longer needed");
        Assert.That(await support.SayAsync("sorry, what was that again?"), Does.Contain("cancel_pending_order").And.Contain("Nothing has been changed yet"));
        Assert.That(support.Waiting, Is.Not.Null);
    }

    [Test]
    public async Task Explains_a_refusal_and_does_not_try_again()
    {
        using var support = Talk(Tom);
        support.Verdict = _ => "Refused by policy return_window: the order was delivered 108 days ago and the window is 30 days. A return would be possible within 30 days of delivery";
        Assert.That(await support.SayAsync("return the boots from #W1000003"), Does.Contain("108 days ago").And.Contain("within 30 days"));
        await support.SayAsync("but I really want to return the boots");
        Assert.That(support.Proposals, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Takes_the_smallest_change_that_a_refusal_offers()
    {
        using var support = Talk(Mara);
        support.Verdict = call => (string?)call.Arguments!["payment_method_id"] is "gift_card_1000002"
            ? "Refused by policy refund_method: a refund goes back to where the money came from. It would be allowed to the original payment method" : "Awaiting approval (customer): return";
        await support.SayAsync("return the headphones to my gift card");
        await support.SayAsync("ok, to the original card then");
        Assert.That(support.Proposals.Select(p => p.Arguments!["payment_method_id"]), Is.EqualTo(["gift_card_1000002", "credit_card_1000001"]));
    }

    [Test]
    public async Task Explains_an_error_of_a_tool_and_does_not_call_it_again()
    {
        using var support = Talk(Mara);
        support.Verdict = _ => "Error: the payment provider does not answer";
        Assert.That(await support.SayAsync("cancel #W1000002, I don't need it"), Does.Contain("did not work").And.Contain("payment provider"));
        Assert.That(support.Proposals, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Says_so_when_an_order_does_not_exist()
    {
        using var support = Talk(Mara);
        Assert.That(await support.SayAsync("where is order #W9999999?"), Does.Contain("could not find order #W9999999"));
        Assert.That(support.Called.Count(name => name is "get_order_details"), Is.LessThanOrEqualTo(3));
    }

    [Test]
    public async Task Says_why_a_delivered_order_cannot_be_cancelled()
    {
        using var support = Talk(Mara);
        Assert.That(await support.SayAsync("cancel #W1000001 please, not needed"), Does.Contain("can no longer be cancelled").And.Contain("return"));
        Assert.That(support.Proposals, Is.Empty);
    }

    [TestCase("I want to exchange the boots from #W1000003 for size 11", "exchange items")]
    [TestCase("please change the shipping address of order #W1000005 to 5 Oak Road, Dallas, TX 75201", "address of an order")]
    [TestCase("I'd like to talk to a human", "a colleague")]
    public async Task Opens_a_ticket_for_what_it_has_no_tool_for(string text, string said)
    {
        using var support = Talk(Tom);
        Assert.That(await support.SayAsync(text), Does.Contain(said).And.Contain("T-1"));
        Assert.That(support.Executed.Select(ScriptedSupport.ToolOf), Is.EqualTo(["create_ticket"]));
        await support.SayAsync("ok thanks");
        Assert.That(support.Executed, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Exchanges_an_item_when_the_tool_is_offered()
    {
        using var support = Talk(Tom, FakeBackOffice.AllTools);
        await support.SayAsync("I want to exchange the boots from #W1000003 for size 11 in black");
        var call = support.Proposals.Single();
        Assert.That(ScriptedSupport.ToolOf(call), Is.EqualTo("exchange_delivered_order_items"));
        Assert.That(call.Arguments!["new_item_ids"], Is.EqualTo(["6000000014"]));
    }

    [Test]
    public async Task Moves_a_pending_order_when_the_tool_is_offered()
    {
        using var support = Talk(Tom, FakeBackOffice.AllTools);
        await support.SayAsync("please change the shipping address of my pending order");
        await support.SayAsync("5 Oak Road, Apt 3, Dallas, TX 75201");
        var call = support.Proposals.Single();
        Assert.That(ScriptedSupport.ToolOf(call), Is.EqualTo("modify_pending_order_address"));
        Assert.That(call.Arguments!["address2"], Is.EqualTo("Apt 3"));
        Assert.That(call.Arguments["city"], Is.EqualTo("Dallas"));
    }

    [TestCase("Wo ist meine Bestellung? Ich möchte sie bitte stornieren.", "nur Englisch")]
    [TestCase("are you a real person?", "neither a person nor an AI")]
    [TestCase("what can you do for me?", "register a return")]
    [TestCase("you stupid useless idiots", "I am sorry")]
    [TestCase("flurb gnarp zzz", "not sure")]
    [TestCase("thanks, bye", "You're welcome")]
    [TestCase("hi there", "Hello")]
    public async Task Answers_what_is_no_request(string text, string said)
    {
        using var support = Talk(Mara);
        Assert.That(await support.SayAsync(text), Does.Contain(said));
        Assert.That(support.Called, Is.Empty);
    }

    [Test]
    public async Task Tells_the_gift_card_balance()
    {
        using var support = Talk(Mara);
        Assert.That(await support.SayAsync("How much is left on my gift card?"), Does.Contain("$25.00"));
    }

    [Test]
    public async Task Asks_what_to_do_about_a_broken_item()
    {
        using var support = Talk(Mara);
        Assert.That(await support.SayAsync("The headphones arrived broken"), Does.Contain("return it for a refund, or exchange it"));
        Assert.That(await support.SayAsync("return them, money back to my visa"), Is.EqualTo("[return_delivered_order_items]"));
    }

    [TestCase("back to the original payment method")]
    [TestCase("back to the original card please")]
    [TestCase("refund it back to the original form of payment")]
    [TestCase("refund to the original payment method")]
    public async Task Understands_where_the_money_goes_in_one_breath(string words)
    {
        using var support = Talk(Mara);
        Assert.That(await support.SayAsync($"I want to return the headphones from order #W1000001, {words}."), Is.EqualTo("[return_delivered_order_items]"));
    }

    private static ScriptedSupport Talk(string customer, IList<AITool>? tools = null) => new(SampleShop.Open(), customer, tools);

    private static (string Order, string Items, string Method) Arguments(ScriptedSupport support)
    {
        var arguments = support.Proposals.Single().Arguments!;
        return ((string)arguments["order_id"]!, string.Join(',', (string[])arguments["item_ids"]!), (string)arguments["payment_method_id"]!);
    }
}
