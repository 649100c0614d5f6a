using Agent.Plugins.Mcp.Remote.Configuration;
using Agent.Processes;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Scenarios;

/// <summary>Exchanges, addresses and payment methods: from a message to the row in the database.</summary>
[TestFixture(ToolMode.InProcess), TestFixture(ToolMode.Mcp)]
internal sealed class When_a_customer_changes_an_order(ToolMode tools)
{
    private SupportFixture _support = null!;

    [SetUp]
    public async Task StartAsync() => _support = await SupportFixture.StartAsync(tools: tools);

    [TearDown]
    public async Task StopAsync() => await _support.DisposeAsync();

    [Test, CancelAfter(120_000)]
    public async Task Headphones_are_exchanged_for_white_ones_once(CancellationToken cancellationToken)
    {
        await _support.ExecuteAsync("UPDATE backoffice.product_variants SET available = true", cancellationToken);
        var talk = await _support.TalkAsync("mara_olsen_1001", cancellationToken);
        var asked = await talk.SayAsync(
            "I want to exchange the headphones from #W1000001 for white over-ear ones, settle the difference with my credit card", cancellationToken);
        var before = await StatusAsync("#W1000001", cancellationToken);
        var done = await talk.SayAsync("yes", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(asked.PendingApproval?.Tool, Is.EqualTo("exchange_delivered_order_items"));
        Assert.That(asked.Reply, Does.Contain("white"));
        Assert.That(before, Is.EqualTo("delivered"));
        Assert.That(done.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(await StatusAsync("#W1000001", cancellationToken), Is.EqualTo("exchange requested"));
        Assert.That(await _support.ReadAsync<string>("""
            SELECT v.options ->> 'color' FROM backoffice.returns r JOIN backoffice.product_variants v ON v.tenant = r.tenant AND v.item_id = r.new_item_ids[1]
             WHERE r.order_id = '#W1000001' AND r.kind = 'exchange'
            """, cancellationToken), Is.EqualTo("white"));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_pending_order_goes_to_the_new_address_after_a_yes(CancellationToken cancellationToken)
    {
        var talk = await _support.TalkAsync("mara_olsen_1001", cancellationToken);
        await talk.SayAsync("please change the shipping address of my pending order #W1000002", cancellationToken);
        var asked = await talk.SayAsync("5 Oak Road, Dallas, TX 75201", cancellationToken);
        var done = await talk.SayAsync("yes", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(asked.PendingApproval?.Tool, Is.EqualTo("modify_pending_order_address"));
        Assert.That(asked.Reply, Does.Contain("5 Oak Road, Dallas"));
        Assert.That(done.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(await _support.ReadAsync<string>(
            "SELECT concat_ws('|', address1, address2, city, state, zip) FROM backoffice.orders WHERE order_id = '#W1000002'", cancellationToken),
            Is.EqualTo("5 Oak Road||Dallas|TX|75201"));
        Assert.That(await _support.ReadAsync<string>("SELECT city FROM backoffice.customers WHERE customer_id = 'mara_olsen_1001'", cancellationToken),
            Is.EqualTo("Portland"), "the profile keeps its own");
    }

    [Test, CancelAfter(120_000)]
    public async Task A_pending_order_is_paid_with_the_gift_card_instead(CancellationToken cancellationToken)
    {
        await _support.ExecuteAsync("UPDATE backoffice.payment_methods SET balance_minor = 10000 WHERE payment_method_id = 'gift_card_1001002'", cancellationToken);
        var talk = await _support.TalkAsync("mara_olsen_1001", cancellationToken);
        var asked = await talk.SayAsync("please change the payment method of order #W1000002 to my gift card", cancellationToken);
        var done = await talk.SayAsync("yes", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(asked.PendingApproval?.Tool, Is.EqualTo("modify_pending_order_payment"));
        Assert.That(asked.Reply, Does.Contain("79.00"));
        Assert.That(done.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(await _support.ReadAsync<long>("SELECT balance_minor FROM backoffice.payment_methods WHERE payment_method_id = 'gift_card_1001002'", cancellationToken),
            Is.EqualTo(2100));
        Assert.That(await _support.ReadAsync<int>("SELECT jsonb_array_length(payment_history) FROM backoffice.orders WHERE order_id = '#W1000002'", cancellationToken),
            Is.EqualTo(3));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_gift_card_that_is_too_poor_is_refused_before_anybody_is_asked(CancellationToken cancellationToken)
    {
        var talk = await _support.TalkAsync("mara_olsen_1001", cancellationToken);
        var refused = await talk.SayAsync("please change the payment method of order #W1000002 to my gift card", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(refused.PendingApproval, Is.Null);
        Assert.That(await _support.ReadAsync<long>("SELECT count(*) FROM backoffice.tool_effects WHERE tool LIKE 'modify%'", cancellationToken), Is.Zero);
    }

    private async Task<string?> StatusAsync(string orderId, CancellationToken cancellationToken) =>
        await _support.ReadAsync<string>($"SELECT status FROM backoffice.orders WHERE order_id = '{orderId}'", cancellationToken);
}
