using Microsoft.SemanticKernel;

namespace Agent.Plugins.Calling;

/// <summary>On whose behalf a tool runs.</summary>
internal sealed record ToolCallContext
{
    /// <summary>What a caller may say instead of no customer id at all.</summary>
    private const string Guest = "guest";

    public required string Tenant { get; init; }

    /// <summary>Null while nobody knows who the customer is.</summary>
    public string? CustomerId { get; init; }

    public string? ConversationId { get; init; }
    public string? IdempotencyKey { get; init; }

    /// <exception cref="InvalidOperationException">No tenant: whoever built the kernel forgot it, and no tool may guess.</exception>
    public static ToolCallContext Of(Kernel kernel)
    {
        var customerId = Read(kernel, ToolCallData.CustomerId);
        return new()
        {
            Tenant = Read(kernel, ToolCallData.Tenant)
                ?? throw new InvalidOperationException($"A tool was called without a tenant: set Kernel.Data[\"{ToolCallData.Tenant}\"]."),
            CustomerId = customerId is Guest ? null : customerId,
            ConversationId = Read(kernel, ToolCallData.ConversationId),
            IdempotencyKey = Read(kernel, ToolCallData.IdempotencyKey),
        };
    }

    /// <exception cref="ToolException">The customer is not identified.</exception>
    public string RequireCustomer() => CustomerId
        ?? throw new ToolException("the customer is not identified yet: find their user id by e-mail, or by name and zip code, first");

    /// <exception cref="ToolException">The call has no name, so a repetition could not be told from a second wish.</exception>
    public string RequireIdempotencyKey(string tool) => IdempotencyKey
        ?? throw new ToolException($"{tool} changes something and was called without an idempotency key; nothing was done");

    private static string? Read(Kernel kernel, string name) =>
        kernel.Data.TryGetValue(name, out var value) && value is string { Length: > 0 } text ? text : null;
}
