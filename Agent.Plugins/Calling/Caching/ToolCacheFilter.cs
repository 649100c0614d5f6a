using System.Globalization;
using System.Text;
using Agent.Plugins.Calling.Auditing;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Calling.Caching;

/// <summary>
/// Answers a reading call from memory when the same was asked shortly before, in the same tenant and, unless the tool says that it does not matter, for the
/// same customer. Only for tools whose answers no other tool changes; refusals and faults are never kept.
/// </summary>
internal sealed class ToolCacheFilter(IOptions<ToolCallingOptions> options, TimeProvider clock) : IFunctionInvocationFilter, IDisposable
{
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = options.Value.Cache.MaxCharacters, Clock = new CacheClock(clock) });

    public async Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        if (TimeToLive(context.Function) is not { } ttl || KeyOf(context) is not { } key)
        {
            await next(context);
            return;
        }

        if (_cache.TryGetValue(key, out string? known))
        {
            ToolAuditScope.Current?.Outcome = ToolOutcome.Cached;
            context.Result = new FunctionResult(context.Function, known);
            return;
        }

        await next(context);
        if (context.Result.GetValue<object>() is string answer)
        {
            _cache.Set(key, answer, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = ttl, Size = key.Length + answer.Length });
        }
    }

    public void Dispose() => _cache.Dispose();

    private TimeSpan? TimeToLive(KernelFunction function)
    {
        if (!ToolMetadata.IsTool(function) || ToolMetadata.IsConsequential(function))
        {
            return null;
        }

        var ttl = options.Value.Cache.Ttl.TryGetValue(function.Name, out var configured) ? configured : ToolMetadata.CacheTimeOf(function);
        return ttl > TimeSpan.Zero ? ttl : null;
    }

    /// <summary>Each part with its length before it, so that no two calls look alike; null when an argument is none of our own kinds.</summary>
    private static string? KeyOf(FunctionInvocationContext context)
    {
        var call = ToolCallContext.Of(context.Kernel);
        var key = new StringBuilder();
        Append(key, call.Tenant);
        Append(key, call.Caller.EffectiveRole);
        Append(key, ToolMetadata.IsSameForAllCustomers(context.Function) ? "" : call.CustomerId ?? "");
        Append(key, context.Function.PluginName ?? "");
        Append(key, context.Function.Name);
        foreach (var parameter in context.Function.Metadata.Parameters)
        {
            if (!context.Arguments.TryGetValue(parameter.Name, out var value))
            {
                key.Append('-');
                continue;
            }

            switch (value)
            {
                case string text:
                    Append(key, text);
                    break;
                case string[] texts:
                    key.Append(CultureInfo.InvariantCulture, $"[{texts.Length}]");
                    Array.ForEach(texts, text => Append(key, text));
                    break;
                case IFormattable number:
                    Append(key, number.ToString(null, CultureInfo.InvariantCulture));
                    break;
                default:
                    return null;
            }
        }

        return key.ToString();
    }

    private static void Append(StringBuilder key, string part) => key.Append(part.Length).Append(':').Append(part);
}
