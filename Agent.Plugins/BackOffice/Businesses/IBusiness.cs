using System.Text.Json.Nodes;
using Npgsql;

namespace Agent.Plugins.BackOffice.Businesses;

/// <summary>
/// A kind of business the back office can hold in a tenant: how its data come in, are copied for a rehearsal, put back, and compared. What businesses share, such as
/// tickets and articles, is none's.
/// </summary>
internal interface IBusiness
{
    /// <summary>The name of the format its folders have.</summary>
    string Format { get; }

    /// <summary>The files by which a folder of such a business is known.</summary>
    IReadOnlyList<string> Files { get; }

    /// <summary>What its state consists of.</summary>
    IReadOnlyList<StatePart> Parts { get; }

    /// <summary>Selects every tenant with data of this business whose name lies in the range of scratch tenants.</summary>
    string ScratchTenants { get; }

    /// <summary>Loads a folder into an empty tenant, all or nothing.</summary>
    /// <returns>What was written, in words.</returns>
    /// <exception cref="Import.ImportException">The folder is faulty or the tenant is not empty; nothing was written.</exception>
    Task<string> ImportAsync(string folder, string tenant, CancellationToken cancellationToken);

    Task<bool> ExistsAsync(BackOfficeDbContext db, string tenant, CancellationToken cancellationToken);

    /// <summary>Whose each case is that a call can name, by the case's id.</summary>
    Task<Dictionary<string, string>> OwnersAsync(BackOfficeDbContext db, string tenant, CancellationToken cancellationToken);

    /// <summary>The case that the arguments of a call name; null when none.</summary>
    string? CaseIn(JsonObject arguments);

    /// <summary>Copies what a conversation can see and change to an empty tenant.</summary>
    IEnumerable<NpgsqlBatchCommand> Copy(string from, string to);

    /// <summary>Puts back what was written to a copy since the mark.</summary>
    IEnumerable<NpgsqlBatchCommand> Restore(string from, string to, uint mark);

    /// <summary>Removes a copy.</summary>
    IEnumerable<NpgsqlBatchCommand> Drop(string tenant);
}
