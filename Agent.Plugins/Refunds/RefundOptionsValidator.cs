using Microsoft.Extensions.Options;

namespace Agent.Plugins.Refunds;

[OptionsValidator]
internal sealed partial class RefundOptionsValidator : IValidateOptions<RefundOptions>;
