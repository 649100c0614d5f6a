using Microsoft.Extensions.Hosting;

namespace Agent.Processes.Runtime;

/// <summary>Compiles the workflows before anything else starts: a faulty one stops the service.</summary>
internal sealed class WorkflowCheck(WorkflowRegistry workflows) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => workflows.Views.Count > 0
        ? Task.CompletedTask
        : throw new InvalidOperationException("No workflow is registered.");

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
