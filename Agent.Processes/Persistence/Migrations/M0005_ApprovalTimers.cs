using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>
/// Approvals that nobody answers: when the next reminder is due, an index for what is due, and one that lists approvals newest first by status and
/// approver. What is open in a conversation that has ended is withdrawn.
/// </summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611210005_ApprovalTimers")]
internal sealed class M0005_ApprovalTimers : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        ALTER TABLE agent.approvals
            ADD COLUMN approver text GENERATED ALWAYS AS (request ->> 'approver') STORED,
            ADD COLUMN remind_at timestamp with time zone,
            ADD COLUMN due_at timestamp with time zone GENERATED ALWAYS AS (LEAST(expires_at, remind_at)) STORED;

        UPDATE agent.approvals a SET status = 'withdrawn', decided_at = now(), decided_by = 'system', reason = 'the conversation was ended'
        FROM agent.conversations c
        WHERE c.tenant = a.tenant AND c.id = a.conversation_id AND c.status IN ('completed', 'cancelled') AND a.status = 'pending';

        UPDATE agent.approvals SET decided_at = coalesce(decided_at, requested_at), decided_by = coalesce(decided_by, 'system') WHERE status <> 'pending';

        ALTER TABLE agent.approvals DROP CONSTRAINT ck_approvals_decision;
        ALTER TABLE agent.approvals ADD CONSTRAINT ck_approvals_decision
            CHECK (status = 'pending' OR (decided_at IS NOT NULL AND decided_by IS NOT NULL));

        DROP INDEX agent.ix_approvals_pending;
        CREATE INDEX ix_approvals_list ON agent.approvals (tenant, status, approver, requested_at, id);
        CREATE INDEX ix_approvals_due ON agent.approvals (due_at) WHERE status = 'pending';
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP INDEX agent.ix_approvals_due;
        DROP INDEX agent.ix_approvals_list;
        CREATE INDEX ix_approvals_pending ON agent.approvals (tenant, requested_at) WHERE status = 'pending';
        ALTER TABLE agent.approvals DROP CONSTRAINT ck_approvals_decision;
        ALTER TABLE agent.approvals ADD CONSTRAINT ck_approvals_decision
            CHECK (status NOT IN ('approved', 'denied') OR (decided_at IS NOT NULL AND decided_by IS NOT NULL));
        ALTER TABLE agent.approvals DROP COLUMN due_at, DROP COLUMN remind_at, DROP COLUMN approver;
        """);
}
