using Agent.Plugins.Orders;
using Microsoft.EntityFrameworkCore;

namespace Agent.Tests.Plugins.Orders;

internal sealed class CancelPendingOrderTests
{
    private const string Tool = "cancel_pending_order";
    private SampleShop _shop = null!;

    [SetUp]
    public async Task Open() => _shop = await SampleShop.OpenAsync();

    [TearDown]
    public async Task Close() => await _shop.DisposeAsync();

    [Test]
    public async Task A_pending_order_is_cancelled_and_paid_back()
    {
        var order = SampleShop.Parse(await CancelAsync(SampleShop.Mara, "#W1000002", "k1"));

        var refund = order.GetProperty("payment_history")[1];
        await using var db = _shop.Read();
        var stored = await db.Orders.SingleAsync(o => o.OrderId == "#W1000002");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(order.GetProperty("status").GetString(), Is.EqualTo("cancelled"));
        Assert.That(order.GetProperty("cancel_reason").GetString(), Is.EqualTo("no longer needed"));
        Assert.That(refund.GetProperty("transaction_type").GetString(), Is.EqualTo("refund"));
        Assert.That(refund.GetProperty("amount").GetDecimal(), Is.EqualTo(79.00m));
        Assert.That(refund.GetProperty("payment_method_id").GetString(), Is.EqualTo("credit_card_1001001"));
        Assert.That((stored.Status, stored.CancelReason), Is.EqualTo((OrderStatus.Cancelled, "no longer needed")));
        Assert.That(stored.PaymentHistory.Sum(p => p.TransactionType is TransactionType.Payment ? p.AmountMinor : -p.AmountMinor), Is.Zero);
    }

    [Test]
    public async Task A_gift_card_gets_its_money_back_at_once()
    {
        await CancelAsync(SampleShop.Ana, "#W1000005", "k1");

        Assert.That(await BalanceAsync(), Is.EqualTo(120_00));
    }

    [Test]
    public async Task The_same_call_at_the_same_instant_refunds_once()
    {
        using var start = new Barrier(4);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() =>
        {
            start.SignalAndWait();
            return CancelAsync(SampleShop.Ana, "#W1000005", "k1");
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));

        Assert.That(answers, Is.All.EqualTo(answers[0]).And.All.Contains("cancelled"));
        Assert.That(await BalanceAsync(), Is.EqualTo(120_00));
    }

    [Test]
    public async Task An_order_changed_while_deciding_is_decided_anew()
    {
        // Somebody ships the order between the tool's look and its write: the lock below holds the tool's write back until then.
        await using var shipping = await _shop.DataSource.OpenConnectionAsync();
        await using var transaction = await shipping.BeginTransactionAsync();
        await using var ship = shipping.CreateCommand();
        ship.CommandText = "UPDATE backoffice.orders SET status = 'processed' WHERE order_id = '#W1000002'";
        await ship.ExecuteNonQueryAsync();

        var cancelling = CancelAsync(SampleShop.Mara, "#W1000002", "k1");
        await UntilSomebodyWaitsForALockAsync();
        await transaction.CommitAsync();

        Assert.That(await cancelling, Is.EqualTo("Error: non-pending order cannot be cancelled: #W1000002 is processed"));
        await using var db = _shop.Read();
        Assert.That(await db.ToolEffects.CountAsync(), Is.Zero);
    }

    [Test]
    public async Task A_second_cancellation_is_refused()
    {
        await CancelAsync(SampleShop.Mara, "#W1000002", "k1");

        Assert.That(await CancelAsync(SampleShop.Mara, "#W1000002", "k2"), Is.EqualTo("Error: non-pending order cannot be cancelled: #W1000002 is cancelled"));
    }

    [TestCase(SampleShop.Mara, "#W1000001", "no longer needed", "Error: non-pending order cannot be cancelled: #W1000001 is delivered")]
    [TestCase(SampleShop.Tom, "#W1000002", "no longer needed", "Error: order not found")]
    [TestCase(SampleShop.Mara, "#W1000002", "too expensive", "Error: invalid reason: it must be 'no longer needed' or 'ordered by mistake'")]
    [TestCase("guest", "#W1000002", "no longer needed",
        "Error: the customer is not identified yet: find their user id by e-mail, or by name and zip code, first")]
    public async Task A_rule_that_forbids_it_says_so(string customer, string orderId, string reason, string refusal) =>
        Assert.That(await CancelAsync(customer, orderId, "k1", reason), Is.EqualTo(refusal));

    private Task<string> CancelAsync(string customer, string order_id, string key, string reason = "no longer needed") =>
        _shop.CallAsync(customer, "orders", Tool, new { order_id, reason }, key);

    private async Task<long?> BalanceAsync()
    {
        await using var db = _shop.Read();
        return (await db.PaymentMethods.SingleAsync(p => p.PaymentMethodId == "gift_card_1003001")).BalanceMinor;
    }

    private async Task UntilSomebodyWaitsForALockAsync()
    {
        await using var look = _shop.DataSource.CreateCommand("SELECT count(*) FROM pg_locks JOIN pg_database d ON d.datname = current_database() WHERE NOT granted");
        while (await look.ExecuteScalarAsync() is 0L)
        {
            await Task.Yield();
        }
    }
}
