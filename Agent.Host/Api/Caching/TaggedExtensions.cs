namespace Agent.Host.Api.Caching;

/// <summary>How endpoints say that their answer can be asked for again without being sent again.</summary>
internal static class TaggedExtensions
{
    /// <summary>Gives each 200 an <c>ETag</c>, and answers 304 to whoever has it.</summary>
    public static RouteHandlerBuilder WithETag(this RouteHandlerBuilder builder) => builder.Produces(StatusCodes.Status304NotModified).AddEndpointFilter(async (context, next) =>
    {
        var result = await next(context);
        var plain = result is INestedHttpResult nested ? nested.Result : result;
        return plain is IStatusCodeHttpResult { StatusCode: StatusCodes.Status200OK } and IValueHttpResult { Value: { } value } ? new TaggedResult(value) : result;
    });
}
