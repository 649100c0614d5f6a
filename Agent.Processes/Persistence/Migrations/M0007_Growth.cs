using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>Large texts stored once, and journals that may go: the one change a checkpoint allows, once, and only this.</summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611210007_Growth")]
internal sealed class M0007_Growth : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE agent.payloads (
            tenant text NOT NULL,
            conversation_id text NOT NULL,
            hash bytea NOT NULL,
            body json NOT NULL,
            CONSTRAINT pk_payloads PRIMARY KEY (tenant, conversation_id, hash)
        );

        DO $$
        BEGIN
            ALTER TABLE agent.payloads ALTER COLUMN body SET COMPRESSION lz4;
            ALTER TABLE agent.inbox ALTER COLUMN payload SET COMPRESSION lz4;
        EXCEPTION WHEN feature_not_supported OR invalid_parameter_value THEN
            RAISE NOTICE 'this server was built without lz4: payloads keep the default compression';
        END $$;

        ALTER TABLE agent.checkpoints
            ADD COLUMN payload_places integer[],
            ADD COLUMN payload_hashes bytea[],
            ADD COLUMN journal_removed boolean NOT NULL DEFAULT false,
            ADD CONSTRAINT ck_checkpoints_payloads CHECK ((payload_places IS NULL) = (payload_hashes IS NULL));

        ALTER TABLE agent.conversations ADD COLUMN journal_removed_to timestamp with time zone;

        CREATE TRIGGER never_changed BEFORE UPDATE ON agent.payloads FOR EACH ROW EXECUTE FUNCTION agent.refuse_change();

        CREATE FUNCTION agent.without_journal(document json) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
            -- jsonb knows no NUL; json does. For a comparison any other letter will do.
            SELECT jsonb_set(body, '{supersteps}', coalesce(
                (SELECT jsonb_agg(superstep - 'activities' ORDER BY place) FROM jsonb_array_elements(body -> 'supersteps') WITH ORDINALITY AS s (superstep, place)),
                '[]'))
            FROM (SELECT replace(document::text, '\u0000', '\ufffd')::jsonb AS body) AS document
        $$;

        CREATE FUNCTION agent.refuse_change_but_of_journal() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            allowed agent.checkpoints := OLD;
        BEGIN
            IF NOT OLD.journal_removed AND NEW.journal_removed THEN
                allowed.journal_removed := true;
                allowed.body := NEW.body;
                allowed.payload_places := NEW.payload_places;
                allowed.payload_hashes := NEW.payload_hashes;
                -- Compared as text: json itself knows no equality.
                IF allowed::text = NEW::text
                    AND agent.without_journal(OLD.body) = replace(NEW.body::text, '\u0000', '\ufffd')::jsonb
                    AND coalesce(NEW.payload_hashes, '{}') <@ coalesce(OLD.payload_hashes, '{}')
                THEN
                    RETURN NEW;
                END IF;
            END IF;

            RAISE EXCEPTION 'rows of %.% are never changed', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$;

        DROP TRIGGER never_changed ON agent.checkpoints;
        CREATE TRIGGER never_changed BEFORE UPDATE ON agent.checkpoints FOR EACH ROW EXECUTE FUNCTION agent.refuse_change_but_of_journal();
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP TRIGGER never_changed ON agent.checkpoints;
        CREATE TRIGGER never_changed BEFORE UPDATE ON agent.checkpoints FOR EACH ROW EXECUTE FUNCTION agent.refuse_change();
        DROP FUNCTION agent.refuse_change_but_of_journal();
        DROP FUNCTION agent.without_journal(json);
        ALTER TABLE agent.conversations DROP COLUMN journal_removed_to;
        ALTER TABLE agent.checkpoints
            DROP CONSTRAINT ck_checkpoints_payloads, DROP COLUMN payload_places, DROP COLUMN payload_hashes, DROP COLUMN journal_removed;
        DROP TABLE agent.payloads;
        """);
}
