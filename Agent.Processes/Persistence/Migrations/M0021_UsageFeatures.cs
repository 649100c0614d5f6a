using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>
/// Usage by feature. What has been counted before is taken over from the totals of its conversations; where those are gone with their conversation, the day's rest belongs to nobody knows which.
/// </summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611210021_UsageFeatures")]
internal sealed class M0021_UsageFeatures : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE agent.usage_features (
            tenant text NOT NULL,
            day date NOT NULL,
            feature text NOT NULL,
            calls bigint NOT NULL,
            failed_calls bigint NOT NULL,
            input_tokens bigint NOT NULL,
            cached_input_tokens bigint NOT NULL,
            output_tokens bigint NOT NULL,
            cost_usd numeric(18,8) NOT NULL,
            unpriced_calls bigint NOT NULL,
            CONSTRAINT pk_usage_features PRIMARY KEY (tenant, day, feature)
        );

        INSERT INTO agent.usage_features
        SELECT u.tenant, u.day, c.workflow || '/' || c.channel, sum(u.calls), sum(u.failed_calls), sum(u.input_tokens), sum(u.cached_input_tokens), sum(u.output_tokens), sum(u.cost_usd),
            sum(u.unpriced_calls)
        FROM agent.usage_conversations u JOIN agent.conversations c ON c.tenant = u.tenant AND c.id = u.conversation_id
        GROUP BY 1, 2, 3;

        INSERT INTO agent.usage_features
        SELECT d.tenant, d.day, 'unknown', d.calls - coalesce(f.calls, 0), d.failed_calls - coalesce(f.failed_calls, 0), d.input_tokens - coalesce(f.input_tokens, 0),
            d.cached_input_tokens - coalesce(f.cached_input_tokens, 0), d.output_tokens - coalesce(f.output_tokens, 0), d.cost_usd - coalesce(f.cost_usd, 0),
            d.unpriced_calls - coalesce(f.unpriced_calls, 0)
        FROM (
            SELECT tenant, day, sum(calls) AS calls, sum(failed_calls) AS failed_calls, sum(input_tokens) AS input_tokens, sum(cached_input_tokens) AS cached_input_tokens,
                sum(output_tokens) AS output_tokens, sum(cost_usd) AS cost_usd, sum(unpriced_calls) AS unpriced_calls
            FROM agent.usage_days GROUP BY 1, 2
        ) d LEFT JOIN (
            SELECT tenant, day, sum(calls) AS calls, sum(failed_calls) AS failed_calls, sum(input_tokens) AS input_tokens, sum(cached_input_tokens) AS cached_input_tokens,
                sum(output_tokens) AS output_tokens, sum(cost_usd) AS cost_usd, sum(unpriced_calls) AS unpriced_calls
            FROM agent.usage_features GROUP BY 1, 2
        ) f ON f.tenant = d.tenant AND f.day = d.day
        WHERE d.calls > coalesce(f.calls, 0);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE agent.usage_features;");
}
