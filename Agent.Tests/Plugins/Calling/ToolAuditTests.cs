using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Calling.Auditing;
using Microsoft.EntityFrameworkCore;
using Microsoft.SemanticKernel;

namespace Agent.Tests.Plugins.Calling;

/// <summary>Every call leaves a line, whatever came of it.</summary>
internal sealed class ToolAuditTests
{
    private SampleShop _shop = null!;

    [SetUp]
    public async Task Open() => _shop = await SampleShop.OpenAsync();

    [TearDown]
    public async Task Close() => await _shop.DisposeAsync();

    [Test]
    public async Task A_call_is_recorded_with_who_what_for_whom_and_what_came_of_it()
    {
        await _shop.CallAsync(SampleShop.Mara, "orders", "get_order_details", new { order_id = "#W1000001" });
        await _shop.CallAsync(SampleShop.Mara, "orders", "get_order_details", new { order_id = "#W1000003" });
        await _shop.CallAsync(SampleShop.Mara, "orders", "get_order_details", new { order = 1 });
        await _shop.CallAsAsync(new(ToolRoles.Customer, "orders:read"), SampleShop.Mara, "orders", "cancel_pending_order", new { order_id = "#W1000002", reason = "no longer needed" }, "k1");
        await _shop.CallAsync(SampleShop.Mara, "products", "list_all_product_types", new { });
        await _shop.CallAsync(SampleShop.Mara, "products", "list_all_product_types", new { });

        var entries = await ReadAsync();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(entries.Select(entry => $"{entry.Tool} {entry.Outcome}"), Is.EqualTo(
        [
            "get_order_details done", "get_order_details refused", "get_order_details invalid", "cancel_pending_order denied", "list_all_product_types done",
            "list_all_product_types cached",
        ]));
        Assert.That(entries[0], Has.Property(nameof(ToolAuditEntry.CustomerId)).EqualTo(SampleShop.Mara).And.Property(nameof(ToolAuditEntry.ConversationId)).EqualTo("conversation_1")
            .And.Property(nameof(ToolAuditEntry.Role)).EqualTo("agent").And.Property(nameof(ToolAuditEntry.Caller)).EqualTo("test").And.Property(nameof(ToolAuditEntry.RequestId)).EqualTo("request_1"));
        Assert.That(entries.Select(entry => entry.ArgumentsHash), Has.All.Length.EqualTo(64));
        Assert.That(entries[0].ArgumentsHash, Is.Not.EqualTo(entries[1].ArgumentsHash));
        Assert.That(entries[3].IdempotencyKey, Is.EqualTo("k1"));
    }

    [Test]
    public async Task An_effect_and_its_entry_are_one_transaction_and_a_repetition_says_that_it_is_one()
    {
        var arguments = new { order_id = "#W1000002", reason = "no longer needed" };
        await _shop.CallAsync(SampleShop.Mara, "orders", "cancel_pending_order", arguments, "k1");
        await using (var db = _shop.Read())
        {
            Assert.That(await db.ToolAudit.Select(entry => entry.Outcome).ToListAsync(), Is.EqualTo(["done"]), "nothing had to be flushed");
        }

        await using var transactions = _shop.DataSource.CreateCommand(
            "SELECT count(DISTINCT xmin::text) FROM (SELECT xmin FROM backoffice.tool_audit UNION ALL SELECT xmin FROM backoffice.tool_effects) both_of_them");
        Assert.That(await transactions.ExecuteScalarAsync(), Is.EqualTo(1));

        await _shop.CallAsync(SampleShop.Mara, "orders", "cancel_pending_order", arguments, "k1");
        Assert.That((await ReadAsync()).Select(entry => entry.Outcome), Is.EqualTo(["done", "repeated"]));
    }

    [Test]
    public async Task A_call_that_changes_something_waits_for_the_audit_log_from_the_commit_of_its_effect_on_and_no_other_does()
    {
        var arguments = new { order_id = "#W1000002", reason = "no longer needed" };
        await _shop.CallAsync(SampleShop.Mara, "tickets", "create_ticket", new { team = "orders", subject = "s", body = "b" }, "k0");
        await using (var log = _shop.DataSource.CreateCommand("CREATE SCHEMA IF NOT EXISTS security; SELECT count(*) FROM backoffice.tool_acts"))
            Assert.That(await log.ExecuteScalarAsync(), Is.EqualTo(0), "where there is no audit log nothing waits for it");
        await _shop.CallAsync(SampleShop.Mara, "orders", "get_order_details", new { order_id = "#W1000001" });
        await _shop.CallAsync(SampleShop.Mara, "orders", "cancel_pending_order", arguments, "k1");
        await _shop.CallAsAsync(new(ToolRoles.Customer, "orders:read"), SampleShop.Mara, "orders", "cancel_pending_order", arguments, "k2");
        await ReadAsync();
        await using var db = _shop.Read();
        var acts = await db.ToolActs.OrderBy(act => act.ActId).ToListAsync();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(acts.Select(act => $"{act.Tool} {act.IdempotencyKey} {act.Outcome} {act.CustomerId} {act.ConversationId}"), Is.EqualTo(
            ["cancel_pending_order k1 done mara_olsen_1001 conversation_1", "cancel_pending_order k2 denied mara_olsen_1001 conversation_1"]));
        Assert.That(acts.Select(act => act.Arguments), Is.All.EqualTo("""{"order_id":"#W1000002","reason":"no longer needed"}"""));
        await using var transactions = _shop.DataSource.CreateCommand(
            "SELECT (SELECT xmin::text FROM backoffice.tool_acts WHERE idempotency_key = 'k1') = (SELECT xmin::text FROM backoffice.tool_effects WHERE idempotency_key = 'k1')");
        Assert.That(await transactions.ExecuteScalarAsync(), Is.True);
    }

    [Test]
    public async Task What_waits_is_written_before_the_end()
    {
        await using (var other = _shop.OpenAnother())
        {
            for (var call = 0; call < 50; call++)
            {
                await other.CallAsync(SampleShop.Mara, "scratchpad", "calculate", new { expression = $"{call} + 1" });
            }

            await other.Get<ToolAuditWriter>().StopAsync(CancellationToken.None);
        }

        Assert.That(await ReadAsync(), Has.Length.EqualTo(50));
    }

    private async Task<ToolAuditEntry[]> ReadAsync()
    {
        await _shop.Get<ToolAuditWriter>().FlushAsync();
        await using var db = _shop.Read();
        return await db.ToolAudit.OrderBy(entry => entry.EntryId).ToArrayAsync();
    }
}
