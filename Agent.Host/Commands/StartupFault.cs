using Agent.Host.Database;
using Agent.Host.Replay;
using Agent.Plugins.BackOffice.Import;
using Agent.Processes;
using Agent.Processes.Yaml;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Agent.Host.Commands;

/// <summary>Turns what keeps the service from starting into a line a person can act on; a stack trace is for faults of ours only.</summary>
internal static class StartupFault
{
    /// <summary>Runs a verb; a fault that its user can mend ends it with one line and exit code 1.</summary>
    public static async Task<int> GuardAsync(Func<Task<int>> verb)
    {
        try
        {
            return await verb();
        }
        catch (Exception exception) when (Describe(exception) is { } fault)
        {
            await Console.Error.WriteLineAsync($"agent: {fault}");
            return 1;
        }
    }

    /// <summary>The line for a fault its user can mend; null for any other.</summary>
    internal static string? Describe(Exception exception) => exception switch
    {
        OptionsValidationException validation => string.Join(' ', validation.Failures),
        ConfigurationFaultException or PrivateClusterException or ImportException or DefinitionFileException or WorkflowCompilationException
            or ReplayFault => exception.Message,
        // The configuration binder: "Failed to convert configuration value 'x' at 'Section:Key' to type 'T'."
        InvalidOperationException { InnerException: FormatException or ArgumentException or InvalidCastException or OverflowException } binding
            when binding.Message.Contains("configuration value", StringComparison.Ordinal) => binding.Message,
        InvalidDataException { InnerException: FormatException inner } file => $"{file.Message} {inner.Message}", // appsettings.json
        IOException { InnerException: AddressInUseException } address => $"ASPNETCORE_URLS: {address.Message}",
        AggregateException { InnerExceptions: [var only] } => Describe(only),
        _ => null,
    };
}
