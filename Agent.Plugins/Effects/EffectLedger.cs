using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Calling.Auditing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agent.Plugins.Effects;

/// <summary>
/// Makes a consequential call take effect once, however often and wherever at once it is made. The usual call costs three round trips:
/// read and decide, write effect and changes in one batch, commit. No lock is held while deciding.
/// </summary>
internal sealed class EffectLedger(IDbContextFactory<BackOfficeDbContext> contexts, TimeProvider clock, ITenantBinding? tenants = null)
{
    private const int Attempts = 5;

    private const string InsertEffect = """
        INSERT INTO backoffice.tool_effects (tenant, idempotency_key, tool, arguments_hash, result, created_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT ON CONSTRAINT pk_tool_effects DO NOTHING
        """;

    /// <summary>Stores what <paramref name="decide"/> decides, or returns what the same call did before.</summary>
    /// <param name="call">Carries tenant and idempotency key.</param>
    /// <param name="action">What the key stands for.</param>
    /// <param name="decide">Reads the facts and decides; called again when they change under its hands.</param>
    /// <param name="cancellationToken">Stops waiting; before the commit nothing has happened.</param>
    /// <exception cref="ToolException">The decision is a refusal, or the key stands for another call.</exception>
    public async Task<string> ApplyAsync(ToolCallContext call, ToolAction action, Func<CancellationToken, Task<Effect>> decide, CancellationToken cancellationToken)
    {
        call.RequireIdempotencyKey(action.Tool);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            Effect effect;
            try
            {
                effect = await decide(cancellationToken);
            }
            catch (ToolException)
            {
                // A repeated call sees its own effect and would be refused for it: a cancelled order cannot be cancelled.
                if (await FindResultAsync(call, action, cancellationToken) is { } repeated)
                {
                    return Repeat(repeated);
                }

                throw;
            }

            if (await TryStoreAsync(call, action, effect, cancellationToken))
            {
                return effect.Result;
            }

            if (await FindResultAsync(call, action, cancellationToken) is { } earlier)
            {
                return Repeat(earlier);
            }
        }

        throw new ToolException("this is being changed by somebody else at the moment; nothing was done, try again shortly");
    }

    private static string Repeat(string result)
    {
        ToolAuditScope.Current?.Outcome = ToolOutcome.Repeated;
        return result;
    }

    private async Task<string?> FindResultAsync(ToolCallContext call, ToolAction action, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var effect = await db.ToolEffects.SingleOrDefaultAsync(e => e.Tenant == call.Tenant && e.IdempotencyKey == call.IdempotencyKey, cancellationToken);
        return effect is null || effect.ArgumentsHash == action.ArgumentsHash
            ? effect?.Result
            : throw new ToolException($"this call was already made as {effect.Tool} with other arguments; nothing was done now");
    }

    private async Task<bool> TryStoreAsync(ToolCallContext call, ToolAction action, Effect effect, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        var bound = tenants?.Bind(call.Tenant);
        if (bound is not null)
        {
            batch.BatchCommands.Add(bound);
        }

        // The effect comes first: a second call with the same key waits here until the first has committed or given up.
        batch.BatchCommands.Add(new NpgsqlBatchCommand(InsertEffect)
        {
            Parameters =
            {
                new() { Value = call.Tenant }, new() { Value = call.IdempotencyKey }, new() { Value = action.Tool },
                new() { Value = action.ArgumentsHash }, new() { Value = effect.Result }, new() { Value = clock.GetUtcNow() },
            },
        });
        foreach (var change in effect.Changes)
        {
            batch.BatchCommands.Add(change);
        }

        var audit = ToolAuditScope.Current;
        if (audit is not null)
        {
            batch.BatchCommands.Add(ToolAuditInsert.Of(audit.Describe(ToolOutcome.Done)));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        if (batch.BatchCommands.Any<NpgsqlBatchCommand>(command => command != bound && command.RecordsAffected != 1))
        {
            return false; // the transaction rolls back as it is disposed
        }

        await transaction.CommitAsync(cancellationToken);
        audit?.IsStored = true;
        return true;
    }
}
