namespace Agent.Host;

/// <summary>A configured value is wrong; the service does not start with it.</summary>
/// <param name="key">The key, such as <c>Runtime:LeaseSeconds</c>.</param>
/// <param name="fault">What is wrong with it, as the end of a sentence that begins with the key.</param>
/// <param name="innerException">Where it was noticed.</param>
internal sealed class ConfigurationFaultException(string key, string fault, Exception? innerException = null) : Exception($"{key} {fault}", innerException);
