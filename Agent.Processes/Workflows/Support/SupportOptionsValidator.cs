using Microsoft.Extensions.Options;

namespace Agent.Processes.Workflows.Support;

[OptionsValidator]
internal sealed partial class SupportOptionsValidator : IValidateOptions<SupportOptions>;
