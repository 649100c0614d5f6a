namespace Agent.Benchmarks.Conversations;

/// <summary>How long one conversation's turns took, in milliseconds, from sending the input to holding the answer.</summary>
/// <param name="Question">"Where is my order?"</param>
/// <param name="Refund">"Refund it", up to the question whether that is meant.</param>
/// <param name="Approval">From the decision to the booked return.</param>
internal sealed record ConversationTimes(double Question, double Refund, double Approval);
