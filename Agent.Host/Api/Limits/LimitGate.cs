using Agent.Host.Api.Limits.Buckets;

namespace Agent.Host.Api.Limits;

/// <summary>Lets a request through when there is enough in every bucket it needs, and says how long to wait otherwise.</summary>
internal sealed class LimitGate(BucketService buckets)
{
    /// <summary>Takes what the request needs: all of it or nothing.</summary>
    /// <returns>The answer for a request that has to come back; null when it may go on.</returns>
    public async ValueTask<IResult?> EnterAsync(HttpContext context, IEnumerable<LimitClaim> claims)
    {
        List<(Bucket Bucket, double Amount)> taken = [];
        foreach (var claim in claims)
        {
            var (bucket, isTaken) = await buckets.TakeAsync(claim.Key, claim.Size, claim.Amount, context.RequestAborted);
            if (!isTaken)
            {
                foreach (var (earlier, amount) in taken)
                    earlier.GiveBack(amount);
                var wait = bucket.EmptyFor;
                LimitHeaders.Tell(context.Response.Headers, claim.Size, 0, wait);
                return Refuse(context, claim.Size.Policy, wait);
            }

            taken.Add((bucket, claim.Amount));
            if (claim.IsShown)
                LimitHeaders.Tell(context.Response.Headers, claim.Size, bucket.Remaining, bucket.EmptyFor);
        }

        return null;
    }

    /// <summary>The answer for a request that has to come back.</summary>
    /// <param name="context">Gets the header.</param>
    /// <param name="policy">The limit.</param>
    /// <param name="wait">After which time there will be something, if nobody else takes it.</param>
    public static IResult Refuse(HttpContext context, string policy, TimeSpan wait)
    {
        var seconds = LimitHeaders.Seconds(wait);
        context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        LimitMetrics.Refused(policy);
        return Problems.RateLimited(policy, seconds);
    }
}
