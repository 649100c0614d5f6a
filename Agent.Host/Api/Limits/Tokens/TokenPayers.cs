using Agent.Processes;
using Microsoft.Extensions.Caching.Memory;

namespace Agent.Host.Api.Limits.Tokens;

/// <summary>Remembers who wrote in which conversation, here: what a model answers on another replica is on the account of the tenant and the service alone.</summary>
internal sealed class TokenPayers : IDisposable
{
    private const int MostRemembered = 50_000;
    private static readonly MemoryCacheEntryOptions Entry = new() { Size = 1, SlidingExpiration = TimeSpan.FromMinutes(30) };
    private readonly MemoryCache _payers = new(new MemoryCacheOptions { SizeLimit = MostRemembered });

    public void Note(ConversationKey key, TokenPayer payer) => _payers.Set(key, payer, Entry);

    public TokenPayer? Find(ConversationKey key) => _payers.Get<TokenPayer>(key);

    public void Dispose() => _payers.Dispose();
}
