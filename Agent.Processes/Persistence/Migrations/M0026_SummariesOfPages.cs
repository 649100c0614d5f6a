using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>
/// New pages of checkpoints get their place in the index within a minute or so, not with the next vacuum: until then whoever looks for what was committed lately reads all of them, and of a table
/// that is only added to vacuum comes the more seldom the larger it is.
/// </summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611220026_SummariesOfPages")]
internal sealed class M0026_SummariesOfPages : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("ALTER INDEX agent.ix_checkpoints_committed SET (autosummarize = true);");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("ALTER INDEX agent.ix_checkpoints_committed RESET (autosummarize);");
}
