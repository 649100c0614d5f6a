using Microsoft.Extensions.Options;

namespace Agent.Host.Privacy;

[OptionsValidator]
internal sealed partial class PrivacyOptionsValidator : IValidateOptions<PrivacyOptions>;
