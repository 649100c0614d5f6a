namespace Agent.Host.Database;

/// <summary>A part of the database that someone migrates. The composition root says which ones there are.</summary>
/// <param name="Name">For the log.</param>
/// <param name="MigrateAsync">Applies what is missing; harmless to repeat.</param>
/// <param name="IsLast">Whether it comes behind all others, as what is done to all tables does.</param>
internal sealed record MigratedSchema(string Name, Func<IServiceProvider, CancellationToken, Task> MigrateAsync, bool IsLast = false);
