using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Host.Webhooks.Storage.Migrations;

/// <summary>
/// Webhooks, what is to be told to them, and the triggers that write it down in the transaction of what happened: nothing that was committed can be missed, nothing that was not is told,
/// and no statement and no round trip is added to a turn. Where a tenant has no webhook it costs one look into a small index for a turn; replays and sandboxes are passed over.
/// </summary>
[DbContext(typeof(WebhooksDbContext))]
[Migration("202611210001_Webhooks")]
internal sealed class M0001_Webhooks : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE SCHEMA IF NOT EXISTS webhooks;

        CREATE TABLE webhooks.subscriptions (
            tenant text NOT NULL,
            id text NOT NULL,
            url text NOT NULL,
            kinds text[] NOT NULL,
            description text NOT NULL,
            secret bytea NOT NULL,
            old_secret bytea,
            old_secret_until timestamp with time zone,
            is_enabled boolean NOT NULL,
            disabled_reason text,
            created_at timestamp with time zone NOT NULL,
            created_by text NOT NULL,
            CONSTRAINT pk_subscriptions PRIMARY KEY (tenant, id)
        );

        CREATE TABLE webhooks.deliveries (
            tenant text NOT NULL,
            id text NOT NULL,
            number bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
            webhook_id text NOT NULL,
            kind text NOT NULL,
            conversation_id text,
            subject text NOT NULL,
            status text NOT NULL,
            attempts integer NOT NULL,
            next_at timestamp with time zone NOT NULL,
            body text,
            last_status integer,
            failure text,
            created_at timestamp with time zone NOT NULL,
            done_at timestamp with time zone,
            CONSTRAINT pk_deliveries PRIMARY KEY (tenant, id)
        );
        CREATE INDEX ix_deliveries_due ON webhooks.deliveries (tenant, webhook_id, next_at) WHERE status = 'pending';
        CREATE INDEX ix_deliveries_number ON webhooks.deliveries (tenant, number);
        CREATE INDEX ix_deliveries_status ON webhooks.deliveries (tenant, status, number);
        CREATE INDEX ix_deliveries_conversation ON webhooks.deliveries (tenant, conversation_id);

        -- As the owner, whoever's statement it was: a request writes as a role that knows this schema only once the wall between tenants is raised.
        CREATE FUNCTION webhooks.wants(of_tenant text, of_kinds text[]) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
            SELECT EXISTS (SELECT FROM webhooks.subscriptions s WHERE s.tenant = of_tenant AND s.is_enabled AND s.kinds && of_kinds)
        $$;

        CREATE FUNCTION webhooks.note(of_tenant text, of_kind text, of_conversation text, of_subject text) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
            INSERT INTO webhooks.deliveries (tenant, id, webhook_id, kind, conversation_id, subject, status, attempts, next_at, created_at)
            SELECT s.tenant, 'msg_' || replace(gen_random_uuid()::text, '-', ''), s.id, of_kind, of_conversation, of_subject, 'pending', 0, now(), now()
            FROM webhooks.subscriptions s
            WHERE s.tenant = of_tenant AND s.is_enabled AND of_kind = ANY(s.kinds)
                AND NOT EXISTS (SELECT FROM agent.conversations c WHERE c.tenant = of_tenant AND c.id = of_conversation AND c.sandbox)
        $$;

        CREATE FUNCTION webhooks.note_turn() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
            IF webhooks.wants(NEW.tenant, '{turn.completed,turn.failed}') THEN
                -- json knows NUL, text does not; for a look at types any other letter will do.
                PERFORM webhooks.note(NEW.tenant, event ->> 't', NEW.conversation_id, NEW.turn::text)
                FROM json_array_elements(replace(NEW.events::text, '\u0000', '\ufffd')::json) AS event WHERE event ->> 't' IN ('turn.completed', 'turn.failed');
            END IF;
            RETURN NULL;
        END $$;

        CREATE FUNCTION webhooks.note_approval() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
            PERFORM webhooks.note(NEW.tenant, TG_ARGV[0], NEW.conversation_id, NEW.id);
            RETURN NULL;
        END $$;

        CREATE FUNCTION webhooks.note_conversation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
            PERFORM webhooks.note(NEW.tenant, 'conversation.ended', NEW.id, NEW.id);
            RETURN NULL;
        END $$;

        CREATE FUNCTION webhooks.note_replay() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
            PERFORM webhooks.note(NEW.tenant, 'replay.ended', NULL, NEW.id);
            RETURN NULL;
        END $$;

        CREATE TRIGGER noted AFTER INSERT ON agent.checkpoints FOR EACH ROW WHEN (NEW.ends_turn) EXECUTE FUNCTION webhooks.note_turn();
        CREATE TRIGGER noted_asked AFTER INSERT ON agent.approvals FOR EACH ROW WHEN (NEW.status = 'pending') EXECUTE FUNCTION webhooks.note_approval('approval.requested');
        CREATE TRIGGER noted_decided AFTER UPDATE OF status ON agent.approvals
            FOR EACH ROW WHEN (OLD.status = 'pending' AND NEW.status <> 'pending') EXECUTE FUNCTION webhooks.note_approval('approval.decided');
        CREATE TRIGGER noted AFTER UPDATE OF status ON agent.conversations
            FOR EACH ROW WHEN (NEW.status IN ('completed', 'cancelled') AND OLD.status IS DISTINCT FROM NEW.status AND NOT NEW.sandbox) EXECUTE FUNCTION webhooks.note_conversation();
        CREATE TRIGGER noted AFTER UPDATE OF status ON agent.replay_runs
            FOR EACH ROW WHEN (OLD.status = 'running' AND NEW.status <> 'running' AND NEW.is_job) EXECUTE FUNCTION webhooks.note_replay();
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP TRIGGER noted ON agent.checkpoints;
        DROP TRIGGER noted_asked ON agent.approvals;
        DROP TRIGGER noted_decided ON agent.approvals;
        DROP TRIGGER noted ON agent.conversations;
        DROP TRIGGER noted ON agent.replay_runs;
        DROP SCHEMA webhooks CASCADE;
        """);
}
