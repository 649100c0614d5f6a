using Microsoft.Extensions.Options;

namespace Agent.Host.Mcp;

[OptionsValidator]
internal sealed partial class McpOptionsValidator : IValidateOptions<McpOptions>;
