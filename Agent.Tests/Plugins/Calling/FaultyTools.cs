using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Caching;
using Microsoft.SemanticKernel;

namespace Agent.Tests.Plugins.Calling;

/// <summary>Tools of a back office in a bad state, as a test wants it.</summary>
internal sealed class FaultyTools
{
    private int _calls;

    /// <summary>What the call of that number, counted from 1, does; default: answers with its number.</summary>
    public Func<int, Task<string>> Behaviour { get; set; } = call => Task.FromResult($"answer {call}");

    public int Calls => _calls;

    [KernelFunction("look")]
    public Task<string> LookAsync() => Behaviour(Interlocked.Increment(ref _calls));

    [Cacheable(60, ForAllCustomers = true), KernelFunction("list_goods")]
    public Task<string> ListGoodsAsync(string kind = "all") => Behaviour(Interlocked.Increment(ref _calls));

    [Cacheable(60), KernelFunction("list_mine")]
    public Task<string> ListMineAsync() => Behaviour(Interlocked.Increment(ref _calls));

    [Consequential, KernelFunction("change")]
    public Task<string> ChangeAsync() => Behaviour(Interlocked.Increment(ref _calls));
}
