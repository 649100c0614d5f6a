namespace Agent.Plugins.BackOffice.Businesses;

/// <summary>A thing of a tenant as tools tell it.</summary>
internal sealed record StateRow(string Id, string Tenant, string Text);
