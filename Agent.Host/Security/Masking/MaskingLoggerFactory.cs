using Microsoft.Extensions.Options;

namespace Agent.Host.Security.Masking;

/// <summary>Makes loggers whose every line has passed <see cref="PersonalData"/>, whatever provider writes it: console, collector or another one.</summary>
internal sealed class MaskingLoggerFactory(ILoggerFactory inner) : ILoggerFactory
{
    /// <summary>Puts it around the factory that the host makes.</summary>
    public static void AddTo(IServiceCollection services) => services.AddSingleton<ILoggerFactory>(provider => new MaskingLoggerFactory(new LoggerFactory(
        provider.GetServices<ILoggerProvider>(), provider.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>(), provider.GetRequiredService<IOptions<LoggerFactoryOptions>>(),
        provider.GetService<IExternalScopeProvider>())));

    public ILogger CreateLogger(string categoryName) => new MaskingLogger(inner.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();
}
