using Agent.Plugins.Calling.Access;
using Agent.Plugins.Tickets;
using Microsoft.EntityFrameworkCore;

namespace Agent.Tests.Plugins.Tickets;

internal sealed class TicketsPluginTests
{
    private SampleShop _shop = null!;

    [SetUp]
    public async Task Open() => _shop = await SampleShop.OpenAsync(seeded: false);

    [TearDown]
    public async Task Close() => await _shop.DisposeAsync();

    [Test]
    public async Task A_ticket_is_opened_for_a_team()
    {
        var ticket = await _shop.CallJsonAsync(SampleShop.Mara, "tickets", "create_ticket",
            new { team = "billing", subject = "Charged twice", body = "The card was charged twice.", priority = "high" }, "k1");

        await using var db = _shop.Read();
        var stored = await db.Tickets.SingleAsync();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(ticket.ToString(), Is.EqualTo($$"""{"ticket_id":"{{stored.TicketId}}","team":"billing","priority":"high","status":"open"}"""));
        Assert.That(stored.TicketId, Does.Match("^T-[0-9A-Z]{10}$"));
        Assert.That((stored.Team, stored.Priority, stored.Status), Is.EqualTo((TicketTeam.Billing, TicketPriority.High, TicketStatus.Open)));
        Assert.That((stored.CustomerId, stored.ConversationId, stored.Subject), Is.EqualTo((SampleShop.Mara, "conversation_1", "Charged twice")));
    }

    [Test]
    public async Task A_visitor_may_have_one_opened_and_the_priority_may_be_left_out()
    {
        var ticket = await _shop.CallJsonAsync("guest", "tickets", "create_ticket", new { team = "human", subject = "Wants a person", body = "Asked twice." }, "k1");

        await using var db = _shop.Read();
        Assert.That(ticket.GetProperty("priority").GetString(), Is.EqualTo("normal"));
        Assert.That((await db.Tickets.SingleAsync()).CustomerId, Is.Null);
    }

    [Test]
    public async Task The_same_call_at_the_same_instant_opens_one_ticket()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => OpenAsync("general", "normal", "Hours", "When are you open?", "k1"))));

        await using var db = _shop.Read();
        Assert.That(answers.Distinct().Count(), Is.EqualTo(1));
        Assert.That(await db.Tickets.CountAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_ticket_is_shown_to_its_customer_and_its_conversation_and_whole_to_staff()
    {
        var opened = await _shop.CallJsonAsync(SampleShop.Mara, "tickets", "create_ticket", new { team = "orders", subject = "Lamp", body = "for colleagues" }, "k1");
        var wish = new { ticket_id = opened.GetProperty("ticket_id").GetString() };
        var own = await _shop.CallJsonAsync(SampleShop.Mara, "tickets", "get_ticket", wish);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(own.GetProperty("subject").GetString(), Is.EqualTo("Lamp"));
        Assert.That(own.GetRawText(), Does.Not.Contain("for colleagues"));
        Assert.That(await _shop.CallAsync(null, "tickets", "get_ticket", wish), Does.StartWith("{"), "the conversation it was opened from");
        Assert.That(await _shop.CallAsAsync(new(ToolRoles.Customer, "tickets:read"), SampleShop.Tom, "tickets", "get_ticket", wish), Is.EqualTo("Error: ticket not found"));
        Assert.That(await _shop.CallAsAsync(new(ToolRoles.Operator, "tickets:read"), null, "tickets", "get_ticket", wish), Does.Contain("for colleagues"));
        Assert.That(await _shop.CallAsAsync(new(ToolRoles.Operator, "tickets:read"), null, "tickets", "get_ticket", wish, tenant: "other"), Is.EqualTo("Error: ticket not found"));
    }

    [Test]
    public async Task Another_call_opens_another_ticket()
    {
        var first = await OpenAsync("general", "normal", "Hours", "When are you open?", "k1");
        var second = await OpenAsync("general", "normal", "Hours", "When are you open?", "k2");

        Assert.That(second, Does.StartWith("{").And.Not.EqualTo(first));
    }

    [TestCase("kitchen", "normal", "s", "b", "Error: the argument 'team' must be one of orders, billing, technical, general, human")]
    [TestCase("orders", "asap", "s", "b", "Error: the argument 'priority' must be one of low, normal, high, urgent")]
    [TestCase("orders", "low", "  ", "b", "Error: the argument 'subject' must have 1 to 200 characters")]
    public async Task An_argument_out_of_range_is_named(string team, string priority, string subject, string body, string refusal) =>
        Assert.That(await OpenAsync(team, priority, subject, body, "k1"), Is.EqualTo(refusal));

    private Task<string> OpenAsync(string team, string priority, string subject, string body, string key) =>
        _shop.CallAsync(SampleShop.Mara, "tickets", "create_ticket", new { team, priority, subject, body }, key);
}
