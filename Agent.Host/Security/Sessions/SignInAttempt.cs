namespace Agent.Host.Security.Sessions;

/// <summary>What a browser carries, sealed, from the beginning of a sign-in to its end.</summary>
/// <param name="State">Comes back with the code: the answer belongs to this browser.</param>
/// <param name="Nonce">Comes back in the token: the token was made for this sign-in.</param>
/// <param name="Verifier">Proves to the issuer that who redeems the code began the sign-in (RFC 7636).</param>
/// <param name="ReturnTo">Where to go then: a path of this service.</param>
internal sealed record SignInAttempt(string State, string Nonce, string Verifier, string ReturnTo);
