namespace Holdfast.ReferenceNode;

/// <summary>The messages of BOLT 2 that two nodes exchange about an open channel; their encoding on the wire plays no part here.</summary>
public abstract record PeerMessage;

public sealed record UpdateAddHtlc(ulong Id, ulong AmountMsat, byte[] PaymentHash, uint Expiry) : PeerMessage;

/// <summary>update_fulfill_htlc or update_fail_htlc for an HTLC that the receiver of this message offered.</summary>
public sealed record UpdateRemoveHtlc(ulong Id, HtlcRemoval Removal) : PeerMessage;

public sealed record UpdateFee(uint FeeratePerKw) : PeerMessage;

public sealed record CommitmentSigned(byte[] Signature, byte[][] HtlcSignatures) : PeerMessage;

public sealed record RevokeAndAck(byte[] Secret, byte[] NextPoint) : PeerMessage;

/// <summary>The number of the next commitment_signed and of the next revoke_and_ack that the sender expects.</summary>
public sealed record ChannelReestablish(ulong NextCommitmentNumber, ulong NextRevocationNumber) : PeerMessage;

/// <summary>The channel cannot go on; the sender says why.</summary>
public sealed record PeerError(string Sentence) : PeerMessage;
