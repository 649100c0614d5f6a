using Microsoft.Extensions.Options;

namespace Agent.Plugins.Calling;

[OptionsValidator]
internal sealed partial class ToolCallingOptionsValidator : IValidateOptions<ToolCallingOptions>;
