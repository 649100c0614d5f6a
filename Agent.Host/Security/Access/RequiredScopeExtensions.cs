namespace Agent.Host.Security.Access;

/// <summary>How endpoints say what they need.</summary>
internal static class RequiredScopeExtensions
{
    /// <summary>Lets only callers pass who may do what the scope stands for; customers only with what is theirs.</summary>
    /// <param name="builder">An endpoint or a group; what an endpoint says itself goes before what its group says.</param>
    /// <param name="scope">One of <see cref="Scopes"/>.</param>
    /// <param name="of">What <c>{id}</c> in the address names.</param>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, string scope, OwnedThing of = OwnedThing.None) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new RequiredScope(scope, of));
}
