namespace Agent.Host.Api.Limits.Buckets;

/// <summary>What came of taking from a bucket.</summary>
internal enum BucketTake
{
    /// <summary>Taken.</summary>
    Taken,

    /// <summary>There is nothing left, in no replica's name.</summary>
    Empty,

    /// <summary>The replica's own slice is used up; the shared bucket has to be asked.</summary>
    Unknown,

    /// <summary>This object has been put away; there may be a new one.</summary>
    Gone,
}
