namespace Agent.Plugins.Airline.Certificates;

/// <summary>Whether a certificate would be owed, as a tool tells it.</summary>
/// <param name="Problem">Why not, or <c>none</c>.</param>
internal sealed record CertificatePreview(string Problem);
