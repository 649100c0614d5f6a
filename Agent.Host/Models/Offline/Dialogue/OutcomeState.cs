namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>What became of a consequential call.</summary>
internal enum OutcomeState
{
    Proposed,
    Awaiting,
    Done,
    Refused,
    DeclinedByCustomer,
    DeclinedByOperator,
    Expired,
    Failed,
}
