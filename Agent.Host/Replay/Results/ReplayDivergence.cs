namespace Agent.Host.Replay.Results;

/// <summary>A step asked for something the recording does not have.</summary>
/// <param name="Turn">In which turn, counted from 1.</param>
/// <param name="Asked">What it asked for, such as <c>tool get_order_details</c>.</param>
/// <param name="Answer">What it got in place of it.</param>
internal sealed record ReplayDivergence(int Turn, string Asked, string Answer);
