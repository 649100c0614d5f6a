using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>Checkpoints over 2 KB are compressed with lz4, where this server has it: a fraction of the CPU of PostgreSQL's default for about the same size.</summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611210003_QuickCompression")]
internal sealed class M0003_QuickCompression : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DO $$
        BEGIN
            ALTER TABLE agent.checkpoints ALTER COLUMN body SET COMPRESSION lz4, ALTER COLUMN events SET COMPRESSION lz4;
        EXCEPTION WHEN feature_not_supported OR invalid_parameter_value THEN
            RAISE NOTICE 'this server was built without lz4: checkpoints keep the default compression';
        END $$;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        "ALTER TABLE agent.checkpoints ALTER COLUMN body SET COMPRESSION default, ALTER COLUMN events SET COMPRESSION default;");
}
