using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Processes.Persistence.Usage;

/// <summary>The columns that every table of totals has.</summary>
internal static class UsageTotalsConfiguration
{
    public static void HasTotals<T>(this EntityTypeBuilder<T> builder)
        where T : UsageTotals
    {
        builder.Property(u => u.Calls).HasColumnName("calls");
        builder.Property(u => u.FailedCalls).HasColumnName("failed_calls");
        builder.Property(u => u.InputTokens).HasColumnName("input_tokens");
        builder.Property(u => u.CachedInputTokens).HasColumnName("cached_input_tokens");
        builder.Property(u => u.OutputTokens).HasColumnName("output_tokens");
        builder.Property(u => u.CostUsd).HasColumnName("cost_usd").HasColumnType("numeric(18,8)");
        builder.Property(u => u.UnpricedCalls).HasColumnName("unpriced_calls");
    }
}
