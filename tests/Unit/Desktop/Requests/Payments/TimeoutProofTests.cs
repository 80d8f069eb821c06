using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>
/// A forward whose outgoing HTLC came back on chain: the proof lets the incoming one go back without the owner, and nothing else does. A thief who has taken the outgoing one
/// shows everything but that.
/// </summary>
[TestClass]
public class TimeoutProofTests
{
    private const string GivenBack = "policy-routing-balanced";
    private const string Unproven = "policy-chain-validated";
    private const ulong Paid = 50000000;
    private const uint Expiry = 600000;

    private static readonly Htlc[] s_in = TestHtlc.One(TestHtlc.In(1, Paid, Expiry + 34));
    private static readonly Htlc[] s_out = TestHtlc.One(TestHtlc.Out(1, Paid, Expiry));

    [TestMethod]
    public void APaymentThatCameBackOnThePeersCommitmentLetsTheIncomingOneGoBack()
    {
        Closed closed = new Closed();
        TestWays ways = closed.Ways;
        closed.OnPeersCommitment();
        byte[] back = ways.A.Sign(TestHtlc.None, ways.A.OwnMsat).Encode();
        ways.Device.Refuses(GivenBack, back);
        ways.Device.Refuses(Unproven, closed.Request().Encode());
        closed.Bury();
        Assert.AreEqual(1, ways.Device.CommitsOf(closed.Request().Encode()));
        Assert.AreEqual(0, ways.Device.CommitsOf(closed.Request().Encode()));
        int questions = ways.Device.Button.Questions;
        ways.A.Pay(TestHtlc.None, ways.A.OwnMsat);
        Assert.AreEqual(questions, ways.Device.Button.Questions);
    }

    [TestMethod]
    public void APaymentThatCameBackOnTheHoldersCommitmentLetsTheIncomingOneGoBack()
    {
        Closed closed = new Closed();
        closed.OnHoldersCommitment(50000, true);
        closed.Bury();
        closed.Ways.Device.Body(closed.Request().Encode());
        closed.Ways.A.Pay(TestHtlc.None, closed.Ways.A.OwnMsat);
    }

    [TestMethod]
    public void TheHostReadsTheTableAfterTheProofOrRepeatsIt()
    {
        Closed closed = new Closed();
        TestWays ways = closed.Ways;
        closed.OnPeersCommitment();
        closed.Bury();
        ways.Device.Body(closed.Request().Encode());

        // Power went before the host had read it.
        ways.Device.Restart();
        Assert.IsTrue(ways.A.Show(ways.A.Blob));
        Assert.IsFalse(ways.B.Show(ways.B.Blob));
        ways.Device.Rejects(ReplyStatus.NotNow, ErrorCode.PaymentsUnknown, ways.A.Sign(TestHtlc.None, ways.A.OwnMsat).Encode());
        ways.Device.Body(closed.Request().Encode());
        ways.B.Keep();
        ways.Restart();
        ways.A.Pay(TestHtlc.None, ways.A.OwnMsat);
    }

    [TestMethod]
    public void TheftTheOutputWasTakenWithThePreimage()
    {
        // The peer's HTLC-success transaction has no lock time. A time is no height.
        uint[] locktimes = { 0, Expiry - 1, 500000000 };
        for (int i = 0; i < locktimes.Length; i++)
        {
            Closed closed = new Closed();
            closed.Locktime = locktimes[i];
            closed.OnPeersCommitment();
            closed.Bury();
            closed.IsRefused();
        }

        // On the holder's commitment the peer takes it with any transaction; a satoshi of the amount, or another owner, and it did not come back.
        for (int i = 0; i < 2; i++)
        {
            Closed closed = new Closed();
            closed.OnHoldersCommitment(i == 0 ? 49999u : 50000u, i == 0);
            closed.Bury();
            closed.IsRefused();
        }
    }

    [TestMethod]
    public void TheftAnotherTransactionIsShown()
    {
        for (int i = 0; i < 8; i++)
        {
            Closed closed = new Closed();
            closed.Value = i == 0 ? 49999u : closed.Value;
            closed.Hash = i == 1 ? (byte)2 : closed.Hash;
            closed.ScriptExpiry = i == 2 ? Expiry - 1 : closed.ScriptExpiry;
            closed.FundingTxid = i == 3 ? TestPair.Txid(1) : closed.FundingTxid;
            closed.FundingVout = i == 4 ? 1u : closed.FundingVout;
            closed.Inputs = i == 5 ? 2 : closed.Inputs;
            closed.SpentVout = i == 6 ? 0u : closed.SpentVout;
            closed.PointNumber = i == 7 ? 0u : closed.PointNumber;
            closed.OnPeersCommitment();
            closed.Bury();
            closed.IsRefused();
        }
    }

    [TestMethod]
    public void TheftTheTransactionIsASplice()
    {
        // It spends the funding and has no output for the payment, and the channel goes on behind it: the host calls the old funding the confirmed one again, so that it is the
        // only live one. The peer takes the payment on the splice.
        Closed closed = new Closed();
        closed.OnPeersCommitment();
        closed.Bury();
        ProveTimeout request = closed.Request();
        request.Spending = new byte[0];
        closed.Ways.Device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, request.Encode());
        request.Spending = request.Closing;
        closed.Ways.Device.Refuses(Unproven, request.Encode());
    }

    [TestMethod]
    public void TheftTheChannelGoesOnWithAnotherFunding()
    {
        Closed closed = new Closed();
        closed.Ways.B.Pair.SetUp(9);
        closed.OnPeersCommitment();
        closed.Bury();
        closed.IsRefused();
    }

    [TestMethod]
    public void TheftOneProofForTwoPayments()
    {
        // The holder's commitment gives both outputs one script.
        Closed closed = new Closed(true);
        closed.OnHoldersCommitment(50000, true);
        closed.Bury();
        closed.IsRefused();
    }

    [TestMethod]
    public void NothingIsProvenWithoutAChainInForceOrUnderTooFewBlocks()
    {
        Closed closed = new Closed();
        closed.OnPeersCommitment();
        closed.Bury(false);
        closed.IsRefused();

        closed = new Closed();
        closed.Ways.Device.SetLimit(16, 2);
        closed.OnPeersCommitment();
        closed.Bury();
        closed.IsRefused();
        closed.Chain.Feed(closed.Chain.Grow(1), true);
        closed.Ways.Device.Body(closed.Request().Encode());
    }

    [TestMethod]
    public void BrokenTransactionsAreMalformedAndChangeNothing()
    {
        Closed closed = new Closed();
        closed.OnPeersCommitment();
        closed.Bury();
        for (int i = 0; i < 4; i++)
        {
            ProveTimeout request = closed.Request();
            request.Closing = i == 0 ? new byte[60] : request.Closing;
            request.Spending = i == 1 ? new byte[3] : request.Spending;
            request.Point = i == 2 ? TestDevice.Fill(33, 7) : request.Point;
            request.AmountMsat = i == 3 ? ulong.MaxValue : request.AmountMsat;
            closed.Ways.Device.Rejects(ReplyStatus.Malformed, i == 2 ? ErrorCode.BadKey : ErrorCode.BadBody, request.Encode());
        }

        closed.Ways.Device.Body(closed.Request().Encode());
    }

    /// <summary>A forward from A to B, of which the channel B ended on chain.</summary>
    private sealed class Closed
    {
        public readonly TestWays Ways = new TestWays();
        public readonly TestChain Chain;
        public uint Locktime = Expiry;
        public uint Value = 50000;
        public byte Hash = 1;
        public uint ScriptExpiry = Expiry;
        public byte[] FundingTxid = TestPair.Txid(2);
        public uint FundingVout;
        public int Inputs = 1;
        public uint SpentVout = 1;
        public ulong PointNumber = 1;
        private byte[] _point = new byte[0];
        private byte[] _closing = new byte[0];
        private byte[] _spending = new byte[0];

        public Closed()
            : this(false)
        {
        }

        public Closed(bool twice)
        {
            Chain = new TestChain(Ways.Device);
            Ways.A.Come(twice ? new Htlc[] { s_in[0], s_in[0] } : s_in, Ways.A.OwnMsat);
            Htlc[] two = { s_out[0], TestHtlc.Out(1, Paid, Expiry - 1) };
            Ways.B.Go(twice ? two : s_out, Ways.B.OwnMsat - (twice ? 2 * Paid : Paid));
        }

        public void OnPeersCommitment()
        {
            _point = Ways.B.Pair.Point(false, PointNumber);
            HtlcScripts scripts = new HtlcScripts(TestSweep.TheirKeys(Ways.B.Pair, Ways.B.Pair.Point(false, 1)), true);
            Close(scripts.PayTo(scripts.Received(Ripemd160.Hash(TestDevice.Fill(32, Hash)), ScriptExpiry)), Value);
            Spend(TestCurve.WalletScript(), 49000);
        }

        public void OnHoldersCommitment(ulong sat, bool isHome)
        {
            CommitmentKeys keys = TestSweep.OurKeys(Ways.B.Pair, 1);
            HtlcScripts scripts = new HtlcScripts(keys, true);
            Close(scripts.PayTo(scripts.Offered(Ripemd160.Hash(TestDevice.Fill(32, Hash)))), Value);
            Spend(isHome ? Scripts.PayToWitnessScript(Scripts.ToLocal(keys.Revocation, 6, keys.BroadcasterDelayed)) : TestCurve.WalletScript(), sat);
        }

        public void Bury()
        {
            Bury(true);
        }

        public void Bury(bool isInForce)
        {
            Chain.Feed(Chain.Mine(_spending), isInForce);
            Chain.Prove();
        }

        public ProveTimeout Request()
        {
            ProveTimeout request = new ProveTimeout();
            request.ChannelId = Ways.B.Id;
            request.PaymentHash = TestDevice.Fill(32, 1);
            request.AmountMsat = Paid;
            request.Expiry = Expiry;
            request.Point = _point;
            request.Closing = _closing;
            request.Spending = _spending;
            return request;
        }

        /// <summary>By its own tag, with nothing written down, and the incoming payment stays.</summary>
        public void IsRefused()
        {
            Ways.Device.Refuses(Unproven, Request().Encode());
            Ways.Device.Refuses(GivenBack, Ways.A.Sign(TestHtlc.None, Ways.A.OwnMsat).Encode());
        }

        private void Close(byte[] script, ulong sat)
        {
            TransactionInput[] inputs = new TransactionInput[Inputs];
            for (int i = 0; i < inputs.Length; i++)
            {
                inputs[i] = new TransactionInput(FundingTxid, FundingVout + (uint)i, 0x80123456, 1000000, TestCurve.WalletScript());
            }

            TransactionOutput[] outputs = { new TransactionOutput(400000, TestCurve.WalletScript()), new TransactionOutput(sat, script) };
            _closing = new WalletTransaction(2, 0x20123456, inputs, outputs).Serialize();
        }

        private void Spend(byte[] script, ulong sat)
        {
            TransactionInput[] inputs = { new TransactionInput(Sha256.HashTwice(_closing), SpentVout, 1, Value, TestCurve.WalletScript()) };
            TransactionOutput[] outputs = { new TransactionOutput(sat, script) };
            _spending = new WalletTransaction(2, Locktime, inputs, outputs).Serialize();
        }
    }
}
