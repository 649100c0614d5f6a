using Agent.Host.Api.Limits.Buckets;
using Agent.Host.Api.Limits.Levels;
using Agent.Processes;
using Agent.Processes.Costs;

namespace Agent.Host.Api.Limits.Tokens;

/// <summary>Takes what models used from the buckets of whoever asked. An answer is never cut short for it: the next message waits.</summary>
internal sealed class TokenLimits(LimitBook book, BucketService buckets, TokenPayers payers) : ITokenMeter
{
    public async ValueTask SpentAsync(ConversationKey conversation, long tokens, CancellationToken cancellationToken)
    {
        if (book.Service.Tokens is { } ofService)
            buckets.Spend(BucketNames.ForService(ofService.Policy), ofService, tokens);
        var limits = await book.OfAsync(conversation.Tenant, cancellationToken);
        if (limits.Tenant.Tokens is { } ofTenant)
            buckets.Spend(BucketNames.ForTenant(ofTenant.Policy, conversation.Tenant), ofTenant, tokens);
        if (payers.Find(conversation) is not { } payer)
            return;
        if (limits.Caller.Tokens is { } ofCaller)
            buckets.Spend(BucketNames.ForCaller(ofCaller.Policy, payer.Caller), ofCaller, tokens);
        if (book.Address.Tokens is { } ofAddress)
            buckets.Spend(BucketNames.ForAddress(ofAddress.Policy, payer.Address), ofAddress, tokens);
    }
}
