using System.Xml.Linq;
using Agent.Host.Database;
using Agent.Processes.Persistence.Tenancy;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Agent.Host.Security.Sessions;

/// <summary>Keeps the keys that seal sessions in the database: a session that began on one replica is known on all, and after a restart. They are the service's, and no tenant's.</summary>
internal sealed class StoredKeys(TenantDatabase database) : IXmlRepository
{
    internal const string All = "SELECT xml FROM security.session_keys";

    internal const string Keep = "INSERT INTO security.session_keys (tenant, name, xml) VALUES ('', $1, $2)";

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = database.Create(EdgeSweep.SessionKeys);
        using var reader = command.ExecuteReader();
        List<XElement> keys = [];
        while (reader.Read())
            keys.Add(XElement.Parse(reader.GetString(0)));
        return keys;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = database.Create(EdgeSweep.SessionKeep, $"{friendlyName}-{Guid.NewGuid():N}", element.ToString(SaveOptions.DisableFormatting));
        command.ExecuteNonQuery();
    }
}
