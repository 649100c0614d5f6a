namespace Agent.Host.Security.Access;

/// <summary>What an endpoint asks of its caller. One below <c>/api</c> that says nothing is closed to everybody.</summary>
/// <param name="Scope">One of <see cref="Scopes"/>.</param>
/// <param name="Of">What <c>{id}</c> in its address names.</param>
internal sealed record RequiredScope(string Scope, OwnedThing Of);
