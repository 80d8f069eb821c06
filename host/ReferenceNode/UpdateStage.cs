namespace Holdfast.ReferenceNode;

/// <summary>
/// How far one update (an added HTLC, a removed one, a fee) has come, BOLT 2, Normal Operation. An update first reaches the commitment of
/// the side that did not propose it, and the proposer's own commitment only after that side has revoked its old one:
/// <code>
///   proposer                                  the other side
///      |------------- update ------------------>|   Proposed
///      |------------- commitment_signed ------->|   Committed     on the other side's commitment
///      |&lt;------------ revoke_and_ack ----------|   Acknowledged
///      |&lt;------------ commitment_signed --------|   CommittedBack on both commitments
///      |------------- revoke_and_ack ---------->|   Final         irrevocable
/// </code>
/// </summary>
public enum UpdateStage
{
    /// <summary>In memory only: forgotten when the connection or the process ends.</summary>
    Proposed = 0,
    Committed = 1,
    Acknowledged = 2,
    CommittedBack = 3,
    Final = 4,
}
