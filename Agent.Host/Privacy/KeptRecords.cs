using Agent.Plugins.BackOffice.Erasure;

namespace Agent.Host.Privacy;

/// <summary>What erasing a customer leaves, and why.</summary>
internal static class KeptRecords
{
    public static IReadOnlyDictionary<string, string> All { get; } = new SortedDictionary<string, string>(BackOfficeRecords.Kept.ToDictionary(), StringComparer.Ordinal)
    {
        ["security.audit"] = "accountability (GDPR Art. 5(2)): the rows stay so that the chain can be verified; who the customer was is sealed with a key that was destroyed",
        ["security.erasures"] = "accountability (GDPR Art. 5(2)): that somebody was erased and when, not who",
        ["agent.usage_days, agent.usage_features, agent.measures"] = "figures of a day without persons",
        ["backoffice.tool_audit"] = "accountability (GDPR Art. 5(2)): that a tool was called and when, not for whom",
        ["copies and logs"] = "backups, a collector's logs and traces, and files that were exported are outside of the service's reach; they lapse with their own retention",
    };
}
