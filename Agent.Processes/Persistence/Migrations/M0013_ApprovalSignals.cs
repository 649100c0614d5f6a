using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>
/// Tells replicas when an approval for operators is asked or is no longer open, whichever statement did it. A NOTIFY locks a queue of the whole database
/// at commit; what customers decide themselves is many times as much, and nobody watches it, so nothing is told of it.
/// </summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611210013_ApprovalSignals")]
internal sealed class M0013_ApprovalSignals : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE FUNCTION agent.tell_approval() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('agent_approvals', NEW.tenant || '/' || NEW.id);
            RETURN NULL;
        END $$;

        CREATE TRIGGER told AFTER INSERT OR UPDATE OF status ON agent.approvals
            FOR EACH ROW WHEN (NEW.approver = 'operator') EXECUTE FUNCTION agent.tell_approval();
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP TRIGGER told ON agent.approvals;
        DROP FUNCTION agent.tell_approval();
        """);
}
