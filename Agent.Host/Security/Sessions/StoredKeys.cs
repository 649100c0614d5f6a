using System.Xml.Linq;
using Agent.Host.Security.Storage;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace Agent.Host.Security.Sessions;

/// <summary>Keeps the keys that seal sessions in the database: a session that began on one replica is known on all, and after a restart.</summary>
internal sealed class StoredKeys(IDbContextFactory<SecurityDbContext> contexts) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var context = contexts.CreateDbContext();
        return [.. context.SessionKeys.AsNoTracking().Select(key => key.Xml).ToList().Select(xml => XElement.Parse(xml))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var context = contexts.CreateDbContext();
        context.SessionKeys.Add(new() { Name = $"{friendlyName}-{Guid.NewGuid():N}", Xml = element.ToString(SaveOptions.DisableFormatting) });
        context.SaveChanges();
    }
}
