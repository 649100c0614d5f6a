namespace Agent.Host.Models;

/// <summary>What the policy around a model does, for the operator's log. Never a prompt or an answer.</summary>
internal sealed partial class ModelPipelineLog(string model, ILogger logger)
{
    public void Retrying(int attempt, TimeSpan delay, ModelFailure failure)
    {
        ModelMetrics.Retried(model, failure);
        LogRetrying(logger, model, failure, attempt, delay.TotalMilliseconds);
    }

    public void Opened(TimeSpan duration)
    {
        ModelMetrics.Broke(model, isOpen: true);
        LogOpened(logger, model, duration.TotalSeconds);
    }

    public void Closed()
    {
        ModelMetrics.Broke(model, isOpen: false);
        LogClosed(logger, model);
    }

    [LoggerMessage(EventId = 3111, Level = LogLevel.Warning, Message = "Model {Model} failed ({Failure}); retry {Attempt} in {DelayMilliseconds:F0} ms")]
    private static partial void LogRetrying(ILogger logger, string model, ModelFailure failure, int attempt, double delayMilliseconds);

    [LoggerMessage(EventId = 3112, Level = LogLevel.Error, Message = "Model {Model} fails too often; no calls for {Seconds:F0} s")]
    private static partial void LogOpened(ILogger logger, string model, double seconds);

    [LoggerMessage(EventId = 3113, Level = LogLevel.Information, Message = "Model {Model} answers again")]
    private static partial void LogClosed(ILogger logger, string model);
}
