using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Hsmd;
using Holdfast.NodeRequests.Replay;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using CommitmentFields = Holdfast.Lightning.CommitmentFields;

namespace Holdfast.HostUnit.NodeRequests;

[TestClass]
public class NodeCommitmentTests
{
    [TestMethod]
    public void EveryRecordedSignatureVerifiesAgainstTheNodesSighash()
    {
        Secp256k1 curve = Secp256k1.Software();
        int count = 0;
        foreach (TranscriptEntry entry in Recordings.WithNumber((int)HsmdType.SignRemoteCommitmentTx))
        {
            SignRemoteCommitmentTx request = Parse(entry);
            FundingSpend funding = FundingSpend.Read(request.Spending, 0, request.CounterpartyFundingPoint);
            Assert.IsTrue(curve.Verify(funding.Spend.Sighash(funding.HolderPoint), entry.Reply![2..66], funding.HolderPoint), "request " + entry.N);
            count++;
        }

        Assert.IsTrue(count > 150);
    }

    [TestMethod]
    public void AmountsAndHtlcsAddUpToTheFundingLessFeeAndAnchors()
    {
        foreach (TranscriptEntry entry in Recordings.WithNumber((int)HsmdType.SignRemoteCommitmentTx))
        {
            SignRemoteCommitmentTx request = Parse(entry);
            FundingSpend funding = FundingSpend.Read(request.Spending, 0, request.CounterpartyFundingPoint);
            CommitmentFields numbers = new();
            NodeCommitment shown = NodeCommitment.Read(request.Spending, isHolders: false, request.Htlcs, numbers);
            ulong htlcSat = 0;
            foreach (Lightning.Htlc htlc in numbers.Htlcs)
            {
                htlcSat += htlc.IsTrimmed ? 0 : htlc.AmountMsat / 1000;
            }

            ulong outputsSat = 0;
            int anchors = 0;
            foreach (TransactionOutput output in request.Spending.Transaction.Outputs)
            {
                outputsSat += output.AmountSat;
                anchors += output.AmountSat == 330 ? 1 : 0;
            }

            Assert.AreEqual(outputsSat, numbers.ToHolderSat + numbers.ToCounterpartySat + htlcSat + (330UL * (ulong)anchors), "request " + entry.N);
            Assert.IsTrue(outputsSat < funding.AmountSat);
            Assert.AreEqual(numbers.Htlcs.Count(htlc => !htlc.IsTrimmed), shown.HtlcOutputs.Length);
            CollectionAssert.AreEqual(shown.HtlcOutputs.Order().ToArray(), shown.HtlcOutputs);
        }
    }

    [TestMethod]
    public void HtlcThatIsNotInTheListIsMalformed()
    {
        SignRemoteCommitmentTx request = WithHtlc();
        HsmdHtlc[] other = [.. request.Htlcs.Select(htlc => htlc with { AmountMsat = htlc.AmountMsat + 1000 })];
        Assert.ThrowsException<MalformedException>(() => NodeCommitment.Read(request.Spending, isHolders: false, other, new()));
        other = [.. request.Htlcs.Select(htlc => htlc with { OfferedByPeer = !htlc.OfferedByPeer })];
        Assert.ThrowsException<MalformedException>(() => NodeCommitment.Read(request.Spending, isHolders: false, other, new()));
        other = [.. request.Htlcs.Select(htlc => htlc with { PaymentHash = new byte[32] })];
        Assert.ThrowsException<MalformedException>(() => NodeCommitment.Read(request.Spending, isHolders: false, other, new()));
        Assert.ThrowsException<MalformedException>(() => NodeCommitment.Read(request.Spending, isHolders: false, [], new()));
    }

    [TestMethod]
    public void HtlcWithoutAnOutputIsTrimmed()
    {
        SignRemoteCommitmentTx request = WithHtlc();
        HsmdHtlc dust = new(true, 1000, new byte[32], 500);
        CommitmentFields numbers = new();
        NodeCommitment.Read(request.Spending, isHolders: false, [.. request.Htlcs, dust], numbers);
        Assert.IsTrue(numbers.Htlcs[^1].IsTrimmed);
    }

    [TestMethod]
    public void AnotherFundingKeyIsMalformed()
    {
        SignRemoteCommitmentTx request = WithHtlc();
        Assert.ThrowsException<MalformedException>(() => FundingSpend.Read(request.Spending, 0, request.CommitmentPoint));
    }

    private static SignRemoteCommitmentTx WithHtlc() =>
        Recordings.WithNumber((int)HsmdType.SignRemoteCommitmentTx).Select(Parse).First(request => request.Htlcs.Length > 0);

    private static SignRemoteCommitmentTx Parse(TranscriptEntry entry)
    {
        HsmdReader reader = new(entry.Request);
        reader.Type();
        SignRemoteCommitmentTx request = SignRemoteCommitmentTx.Parse(reader);
        reader.End();
        return request;
    }
}
