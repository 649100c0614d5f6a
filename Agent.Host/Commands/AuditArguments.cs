namespace Agent.Host.Commands;

/// <summary>Reads the command line of <c>audit</c>.</summary>
internal static class AuditArguments
{
    /// <param name="args">What comes behind the verb.</param>
    /// <param name="refuse">Answers a line that cannot be understood.</param>
    public static Task<int> RunAsync(string[] args, Func<string, Task<int>> refuse)
    {
        if (args is not [("verify" or "export") and var what, .. var options])
            return refuse("audit: say verify or export.");
        var given = new Dictionary<string, string>();
        for (var index = 0; index < options.Length; index += 2)
        {
            if (options[index] is not ("--tenant" or "--file" or "--key") || index + 1 == options.Length || options[index + 1].Length == 0)
                return refuse($"audit {what}: '{options[index]}' needs a value, or is not known.");
            given[options[index]] = options[index + 1];
        }

        var (tenant, file, key) = (given.GetValueOrDefault("--tenant"), given.GetValueOrDefault("--file"), given.GetValueOrDefault("--key"));
        if (what == "export")
            return tenant is null || file is not null || key is not null ? refuse("audit export needs --tenant, and nothing else.") : StartupFault.GuardAsync(() => AuditCommand.ExportAsync(tenant));
        if (file is not null && tenant is not null)
            return refuse("audit verify: a file has its own tenant.");
        return StartupFault.GuardAsync(() => file is null ? AuditCommand.VerifyDatabaseAsync(tenant, key) : AuditCommand.VerifyFileAsync(file, key));
    }
}
