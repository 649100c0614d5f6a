using Microsoft.Extensions.Options;

namespace Agent.Processes.Recovery.Retention;

/// <summary>Checks the ranges.</summary>
[OptionsValidator]
internal sealed partial class RetentionRangesValidator : IValidateOptions<RetentionOptions>;
