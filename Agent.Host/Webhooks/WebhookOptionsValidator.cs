using Microsoft.Extensions.Options;

namespace Agent.Host.Webhooks;

[OptionsValidator]
internal sealed partial class WebhookOptionsValidator : IValidateOptions<WebhookOptions>;
