using Microsoft.Extensions.Options;

namespace Agent.Host.Security.Audit;

[OptionsValidator]
internal sealed partial class AuditOptionsValidator : IValidateOptions<AuditOptions>;
