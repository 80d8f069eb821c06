namespace Holdfast.Conformance;

/// <summary>What came of a case.</summary>
/// <param name="Case">The row.</param>
/// <param name="Verdict">What was found, not what was expected.</param>
/// <param name="Story">What happened, in order, one sentence each.</param>
/// <param name="Evidence">With TheftPossible: two signed commitments of one number, both checked; else empty.</param>
public sealed record CaseResult(ConformanceCase Case, Verdict Verdict, IReadOnlyList<string> Story, IReadOnlyList<SignedContent> Evidence);

/// <summary>One commitment of the peer with a signature that verifies under the node's funding key: the one who holds it can publish it.</summary>
/// <param name="Number">Commitment number.</param>
/// <param name="Txid">In the order in which people read it.</param>
/// <param name="Transaction">Without witness, hex.</param>
/// <param name="Signature">The holder's, compact, hex.</param>
/// <param name="FundingPoint">The holder's funding key, hex.</param>
/// <param name="ToHolderSat">What it pays the holder at once.</param>
/// <param name="ToCounterpartySat">What it pays the peer.</param>
/// <param name="HtlcCount">Payments in flight on it.</param>
public sealed record SignedContent(
    ulong Number, string Txid, string Transaction, string Signature, string FundingPoint, ulong ToHolderSat, ulong ToCounterpartySat, int HtlcCount);
