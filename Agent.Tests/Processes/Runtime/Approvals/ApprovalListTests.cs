using Agent.Processes;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Processes.Runtime.Approvals;

/// <summary>The list of approvals, a page at a time.</summary>
internal sealed class ApprovalListTests : ApprovalReplicas
{
    private RuntimeFixture _replica = null!;

    private IApprovals Approvals => _replica.Get<IApprovals>();

    [SetUp]
    public async Task FillAsync()
    {
        _replica = await StartAsync();

        // 60 approvals, four at every instant; the odd ones are decided, every third one is a customer's, and one belongs to somebody else.
        await _replica.ExecuteAsync(
            """
            INSERT INTO agent.approvals (tenant, id, conversation_id, customer_id, status, request, requested_at, decided_at, decided_by)
            SELECT CASE n WHEN 60 THEN 'other' ELSE 'demo' END, 'a' || lpad(n::text, 3, '0'), 'c' || n % 10, 'mara', CASE n % 2 WHEN 0 THEN 'pending' ELSE 'denied' END,
                json_build_object('approvalId', 'a' || lpad(n::text, 3, '0'), 'approver', CASE n % 3 WHEN 0 THEN 'customer' ELSE 'operator' END,
                    'tool', 't', 'arguments', json_build_object(), 'summary', 's', 'rule', 'r', 'digest', 'd'),
                timestamptz '2026-11-21 12:00:00Z' + (n / 4) * interval '1 microsecond', CASE n % 2 WHEN 1 THEN now() END, CASE n % 2 WHEN 1 THEN 'operator:ann' END
            FROM generate_series(1, 60) n
            """, CancellationToken.None);
    }

    [TestCase(null, null, null, 59)]
    [TestCase(ApprovalStatus.Pending, null, null, 29)]
    [TestCase(ApprovalStatus.Pending, "operator", null, 20)]
    [TestCase(null, "customer", null, 19)]
    [TestCase(null, null, "c3", 6)]
    [TestCase(ApprovalStatus.Denied, "operator", "c3", 4)]
    [TestCase(ApprovalStatus.Expired, null, null, 0)]
    [CancelAfter(60_000)]
    public async Task Pages_show_each_approval_once_newest_first(
        ApprovalStatus? status, string? approver, string? conversation, int count, CancellationToken cancellationToken)
    {
        var seen = new List<ApprovalView>();
        ApprovalPlace? after = null;
        IReadOnlyList<ApprovalView> page;
        do
        {
            page = await Approvals.ListAsync(
                RuntimeFixture.Tenant,
                new() { Status = status, Approver = approver, ConversationId = conversation, After = after, Limit = 7 }, cancellationToken);
            seen.AddRange(page);
            after = seen.Count == 0 ? null : new(seen[^1].RequestedAt, seen[^1].Request.ApprovalId);
        }
        while (page.Count == 7);

        using var scope = Assert.EnterMultipleScope();
        Assert.That(seen, Has.Count.EqualTo(count));
        Assert.That(seen.Select(view => view.Request.ApprovalId), Is.Unique.And.Ordered.Descending);
        Assert.That(seen.Select(view => view.Status), status is null ? Is.All.Not.EqualTo(ApprovalStatus.Expired) : Is.All.EqualTo(status));
        Assert.That(seen.Select(view => view.Request.Approver), approver is null ? Is.All.Not.Empty : Is.All.EqualTo(approver));
        Assert.That(seen.Select(view => view.ConversationId), conversation is null ? Is.All.Not.Empty : Is.All.EqualTo(conversation));
    }

    [Test, CancelAfter(60_000)]
    public async Task Another_tenants_approval_is_not_found(CancellationToken cancellationToken)
    {
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await Approvals.FindAsync("demo", "a060", cancellationToken), Is.Null);
        Assert.That((await Approvals.FindAsync("other", "a060", cancellationToken))!.Request.Approver, Is.EqualTo("customer"));
    }

    [Test, CancelAfter(60_000)]
    public async Task The_open_questions_of_operators_are_found_among_many_of_customers_by_the_index(CancellationToken cancellationToken)
    {
        await _replica.ExecuteAsync(
            """
            INSERT INTO agent.approvals (tenant, id, conversation_id, customer_id, status, request, requested_at)
            SELECT 'demo', 'b' || n, 'd' || n, 'x', 'pending', '{"approver":"customer"}', now() FROM generate_series(1, 20000) n;
            ANALYZE agent.approvals;
            """, cancellationToken);
        var plan = await _replica.ReadAsync<string>(
            """
            EXPLAIN (FORMAT JSON) SELECT * FROM agent.approvals
            WHERE tenant = 'demo' AND status = 'pending' AND approver = 'operator' AND (requested_at, id) < ('infinity', '')
            ORDER BY requested_at DESC, id DESC LIMIT 100
            """, cancellationToken);
        Assert.That(plan, Does.Contain("ix_approvals_list").And.Not.Contain("Sort"));
    }
}
