using Agent.Processes;

namespace Agent.Host.Portal.Operations;

/// <summary>How the service itself is doing, and what cannot go on by itself.</summary>
internal static class OperationsPage
{
    private const int MostParked = 100;

    public static void MapOperations(this IEndpointRouteBuilder portal) => portal.MapGet(PortalAddresses.Operations, ShowAsync);

    private static async Task<IResult> ShowAsync(
        PortalContext context, IOperations operations, IRetention retention, ISignalStatus signals, CancellationToken cancellationToken) =>
        context.Page<OperationsView>("operations.title", new()
        {
            [nameof(OperationsView.Replicas)] = await operations.ReplicasAsync(cancellationToken),
            [nameof(OperationsView.Parked)] = await operations.ParkedAsync(context.Caller.Tenant, MostParked, cancellationToken),
            [nameof(OperationsView.Retention)] = await retention.ReadAsync(context.Caller.Tenant, cancellationToken),
            [nameof(OperationsView.IsListening)] = signals.IsListening,
        });
}
