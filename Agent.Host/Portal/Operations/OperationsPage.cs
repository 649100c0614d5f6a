using Agent.Host.Api.Limits.Levels;
using Agent.Processes;
using Agent.Processes.Costs.Anomalies;

namespace Agent.Host.Portal.Operations;

/// <summary>How the service itself is doing, and what cannot go on by itself.</summary>
internal static class OperationsPage
{
    private const int MostParked = 100;
    private const int AnomalyDays = 14;
    private const int MostAnomalies = 50;

    public static void MapOperations(this IEndpointRouteBuilder portal) => portal.MapGet(PortalAddresses.Operations, ShowAsync);

    private static async Task<IResult> ShowAsync(
        PortalContext context, IOperations operations, IRetention retention, IAnomalies anomalies, ISignalStatus signals, LimitBook limits, CancellationToken cancellationToken) =>
        context.Page<OperationsView>("operations.title", new()
        {
            [nameof(OperationsView.Replicas)] = await operations.ReplicasAsync(cancellationToken),
            [nameof(OperationsView.Parked)] = await operations.ParkedAsync(context.Caller.Tenant, MostParked, cancellationToken),
            [nameof(OperationsView.Anomalies)] = await anomalies.ListAsync(
                context.Caller.Tenant, Today(context).AddDays(1 - AnomalyDays), Today(context), MostAnomalies, cancellationToken),
            [nameof(OperationsView.Retention)] = await retention.ReadAsync(context.Caller.Tenant, cancellationToken),
            [nameof(OperationsView.Limits)] = await LimitsAsync(context, limits, cancellationToken),
            [nameof(OperationsView.IsListening)] = signals.IsListening,
        });

    private static async Task<LimitLine[]> LimitsAsync(PortalContext context, LimitBook limits, CancellationToken cancellationToken)
    {
        var own = await limits.OfAsync(context.Caller.Tenant, cancellationToken);
        return [.. new[] { limits.Address, own.Caller, own.Tenant, limits.Service }.Select(LimitLine.Of)];
    }

    private static DateOnly Today(PortalContext context) => DateOnly.FromDateTime(context.Format.Now.UtcDateTime);
}
