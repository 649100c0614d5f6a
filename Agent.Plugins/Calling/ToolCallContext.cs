using System.Security.Cryptography;
using System.Text;
using Agent.Plugins.BackOffice.Scratch;
using Agent.Plugins.Calling.Access;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Calling;

/// <summary>On whose behalf a tool runs.</summary>
internal sealed record ToolCallContext
{
    /// <summary>What a caller may say instead of no customer id at all.</summary>
    private const string Guest = "guest";

    private const int LongestKey = 400;

    public required string Tenant { get; init; }

    /// <summary>Null while nobody knows who the customer is.</summary>
    public string? CustomerId { get; init; }

    public string? ConversationId { get; init; }
    /// <summary>The call's name as it is stored: the caller's own, or its hash when that is too long or holds what cannot be printed.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>What role and scopes allow the caller. The customer's tier is no part of it: that is looked up, never told.</summary>
    public ToolCaller Caller { get; init; }

    /// <summary>Who calls, as the audit record names them.</summary>
    public string? CallerName { get; init; }

    public string? RequestId { get; init; }

    /// <summary>Whether it happens in a copy of a shop that is thrown away: there is nothing to bear witness to, and nobody to protect.</summary>
    public bool IsRehearsal => Tenant.StartsWith(ScratchSql.Prefix, StringComparison.Ordinal);

    /// <summary>Whether the caller acts for others, and may find out who they are; a customer acts for themselves only.</summary>
    public bool ActsForOthers => Caller.EffectiveRole is not ToolRoles.Customer;

    /// <exception cref="ToolContextException">No tenant: whoever built the kernel forgot it, and no tool may guess.</exception>
    public static ToolCallContext Of(Kernel kernel)
    {
        var customerId = Read(kernel, ToolCallData.CustomerId);
        return new()
        {
            Tenant = Read(kernel, ToolCallData.Tenant)
                ?? throw new ToolContextException($"A tool was called without a tenant: set Kernel.Data[\"{ToolCallData.Tenant}\"]."),
            CustomerId = customerId is Guest ? null : customerId,
            ConversationId = Read(kernel, ToolCallData.ConversationId),
            IdempotencyKey = Bounded(Read(kernel, ToolCallData.IdempotencyKey)),
            Caller = new(Read(kernel, ToolCallData.Role), Read(kernel, ToolCallData.Scopes)),
            CallerName = Read(kernel, ToolCallData.Caller),
            RequestId = Read(kernel, ToolCallData.RequestId),
        };
    }

    /// <exception cref="ToolException">The customer is not identified.</exception>
    public string RequireCustomer() => CustomerId
        ?? throw new ToolException("the customer is not identified yet: find their user id by e-mail, or by name and zip code, first");

    /// <exception cref="ToolException">The call has no name, so a repetition could not be told from a second wish.</exception>
    public string RequireIdempotencyKey(string tool) => IdempotencyKey
        ?? throw new ToolException($"{tool} changes something and was called without an idempotency key; nothing was done");

    /// <summary>Some models make call ids of thousands of characters, which no index entry holds; those are known by their hash.</summary>
    private static string? Bounded(string? key) => key is null || (key.Length <= LongestKey && !key.Any(char.IsControl))
        ? key
        : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static string? Read(Kernel kernel, string name) =>
        kernel.Data.TryGetValue(name, out var value) && value is string { Length: > 0 } text ? text : null;
}
