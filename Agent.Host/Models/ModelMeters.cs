using Agent.Processes.Costs;
using Microsoft.Extensions.AI;

namespace Agent.Host.Models;

/// <summary>Counts what models use, where somebody wants to know.</summary>
internal static class ModelMeters
{
    public static IChatClient Around(IChatClient client, IServiceProvider provider) =>
        provider.GetService<ITokenMeter>() is { } meter ? new MeteredChatClient(client, meter) : client;
}
