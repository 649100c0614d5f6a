using Microsoft.Extensions.Options;

namespace Agent.Processes.Recovery.Retention;

/// <summary>Checks what a range cannot say: the tenants' own times, the time zone, the time of day.</summary>
internal sealed class RetentionRulesValidator : IValidateOptions<RetentionOptions>
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(36_500);

    public ValidateOptionsResult Validate(string? name, RetentionOptions options)
    {
        List<string> faults = [];
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone, out _))
        {
            faults.Add($"Retention:TimeZone '{options.TimeZone}' is unknown.");
        }

        if (!options.Anytime && options.From == options.To)
        {
            faults.Add("Retention:From and Retention:To must differ; for the whole day set Retention:Anytime.");
        }

        foreach (var (tenant, own) in options.Tenants)
        {
            Check($"Retention:Tenants:{tenant}:{nameof(own.Journals)}", own.Journals);
            Check($"Retention:Tenants:{tenant}:{nameof(own.Conversations)}", own.Conversations);
            Check($"Retention:Tenants:{tenant}:{nameof(own.Sandboxes)}", own.Sandboxes);
            Check($"Retention:Tenants:{tenant}:{nameof(own.Webhooks)}", own.Webhooks);
            Check($"Retention:Tenants:{tenant}:{nameof(own.Teams)}", own.Teams);
            if (own.ToolAudit < TimeSpan.FromDays(30) || own.ToolAudit > s_longest)
            {
                faults.Add($"Retention:Tenants:{tenant}:{nameof(own.ToolAudit)} must be from 30 days to 36,500 days.");
            }

            if (own.Audit < TimeSpan.FromDays(366) || own.Audit > s_longest)
            {
                faults.Add($"Retention:Tenants:{tenant}:{nameof(own.Audit)} must be from 366 days to 36,500 days.");
            }
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check(string key, TimeSpan? value)
        {
            if (value < s_shortest || value > s_longest)
            {
                faults.Add($"{key} must be from 1 day to 36,500 days.");
            }
        }
    }
}
