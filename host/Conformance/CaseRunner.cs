using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.ReferenceNode;

namespace Holdfast.Conformance;

/// <summary>
/// Plays one row: a channel opens and pays once, a payment "of the first timeline" is on its way when everything ends at the chosen
/// moment, and then the honest node recovers and pays another, or the thief asks for both timelines. The verdict follows from what happened.
/// </summary>
public sealed class CaseRunner
{
    private readonly ISignerUnderTest _underTest;
    private readonly Secp256k1 _curve = Secp256k1.Software();

    /// <summary>Cases run one after the other; each starts with a blank signer.</summary>
    public CaseRunner(ISignerUnderTest underTest)
    {
        _underTest = underTest;
    }

    /// <summary>Runs one case.</summary>
    /// <param name="conformanceCase">The row.</param>
    public CaseResult Run(ConformanceCase conformanceCase)
    {
        _underTest.StartOver(conformanceCase.Order);
        return new Scene(this, conformanceCase).Play();
    }

    private sealed class Scene
    {
        private const ulong Dbid = 1;

        private readonly CaseRunner _runner;
        private readonly ConformanceCase _case;
        private readonly List<string> _story = [];
        private readonly MemoryDisk _disk = new();
        private readonly CrashingSigner _signer;
        private readonly ChannelNode _peer;

        public Scene(CaseRunner runner, ConformanceCase conformanceCase)
        {
            _runner = runner;
            _case = conformanceCase;
            byte[] seed = Sha256.Hash([.. "conformance peer"u8]);
            byte[] peerId = runner._curve.PublicKey(seed);
            IChannelSigner inner = runner._underTest.NewChannel(peerId, Dbid);
            _signer = new CrashingSigner(inner, runner._underTest);
            SoftwareSigner peerSigner = new(runner._curve, seed);
            MemoryDisk peerDisk = new();
            ChannelPair.Open(
                new OpeningTerms { FundingTxid = Sha256.Hash(seed) },
                new OpeningSide(_signer, _disk, runner._underTest.NodeId, Dbid),
                new OpeningSide(peerSigner, peerDisk, peerId, Dbid));
            _peer = new ChannelNode(peerSigner, peerDisk, CommitOrder.SignThenWrite);
        }

        public CaseResult Play()
        {
            Verdict verdict = Verdict.Stuck;
            try
            {
                PayAndFulfil(new ChannelNode(_signer, _disk, _case.Order), 0);
                MemoryDisk before = Copy(_disk);
                CrashDuringTheFirstTimeline();
                _runner._underTest.Restart();
                verdict = _case.Actor == Actor.Honest ? GoOn() : AskForBothTimelines(before);
            }
            catch (RefusedException refusal)
            {
                _story.Add("the signer refused: " + refusal.Message);
            }
            catch (SignerLostException lost)
            {
                _story.Add("the signer is gone: " + lost.Message);
                _runner._underTest.Restart();
            }

            SignedContent[] evidence = TwoContentsOfOneNumber();
            bool stolen = evidence.Length > 0 && _case.Actor == Actor.Thief;
            return new CaseResult(_case, stolen ? Verdict.TheftPossible : verdict, _story, stolen ? evidence : []);
        }

        private void CrashDuringTheFirstTimeline()
        {
            ChannelNode node = new(_signer, _disk, _case.Order, _signer);
            _signer.Arm(_case.Moment, _case.After);
            node.Offer(50_000_000, Payment(1), 600);
            try
            {
                ChannelPair.Settle(node, _peer);
            }
            catch (NodeCrashedException crash)
            {
                _story.Add("everything ends " + crash.Message + ", with payment 1 on its way");
                return;
            }

            throw new InvalidOperationException("the case never reached its moment");
        }

        /// <summary>The honest node: recover, reconnect, and pay somebody else.</summary>
        private Verdict GoOn()
        {
            ChannelNode node = new(_signer, _disk, _case.Order);
            if (_disk.Pending() is not null)
            {
                _story.Add("the node repeats its intent");
            }

            node.Recover();
            ChannelPair.Reconnect(node, _peer);
            try
            {
                ChannelPair.Settle(node, _peer);
                _story.Add("the node is back and pays payment 2");
                PayAndFulfil(node, 2);
            }
            catch (RefusedException refusal)
            {
                _story.Add("the signer refused: " + refusal.Message);
                return Verdict.SplitButSafe;
            }

            return Agree(node.State, _peer.State) ? Verdict.Converged : Verdict.Stuck;
        }

        /// <summary>The thief: put the old state back, and ask for payment 2 and for payment 1 at the same number.</summary>
        private Verdict AskForBothTimelines(MemoryDisk before)
        {
            bool refused = _case.Order == CommitOrder.PrepareThenWrite && PreparesBothTimelines(before);
            foreach (int payment in new[] { 2, 1 })
            {
                // In the other orders he would write his own disk between the two; what he asks is the same, but for a prepare.
                ChannelNode node = new(_signer, Copy(before), _case.Order == CommitOrder.PrepareThenWrite ? _case.Order : CommitOrder.SignThenWrite);
                Offer(node, payment);
                try
                {
                    node.Commit();
                    _story.Add("the thief has payment " + payment + " signed");
                }
                catch (RefusedException refusal)
                {
                    refused = true;
                    _story.Add("payment " + payment + " was refused: " + refusal.Message);
                }
            }

            return refused ? Verdict.SplitButSafe : Verdict.Converged;
        }

        /// <summary>The thief takes what there is before any promise: the HTLC signatures of both payments. Where the commitment's comes with them, he keeps that too.</summary>
        private bool PreparesBothTimelines(MemoryDisk before)
        {
            bool refused = false;
            foreach (int payment in new[] { 1, 2 })
            {
                ChannelNode node = new(_signer, Copy(before), _case.Order);
                Offer(node, payment);
                CommitmentFields content = CommitmentBuilder.NextOfCounterparty(node.State);
                try
                {
                    bool isPromised = _signer.Prepare(content) is null;
                    _story.Add("the thief has payment " + payment + (isPromised ? " signed" : " prepared, with HTLC signatures and no other"));
                    if (isPromised)
                    {
                        _signer.SignCounterparty(content);
                    }
                }
                catch (RefusedException refusal)
                {
                    refused = true;
                    _story.Add("payment " + payment + " was not prepared: " + refusal.Message);
                }
            }

            return refused;
        }

        private static void Offer(ChannelNode node, int payment) => node.Offer(payment == 1 ? 50_000_000ul : 20_000_000, Payment(payment), 600);

        private void PayAndFulfil(ChannelNode node, int payment)
        {
            ulong? id = node.Offer(20_000_000, Payment(payment), 600);
            ChannelPair.Settle(node, _peer);
            if (id is null || !_peer.Remove(id.Value, HtlcRemoval.Fulfilled))
            {
                throw new SignerLostException("payment " + payment + " did not arrive: " + (node.Failure ?? _peer.Failure ?? "no reason"));
            }

            ChannelPair.Settle(node, _peer);
        }

        /// <summary>Every signature that came out is checked by the kit itself; the first number with two different transactions is the proof.</summary>
        private SignedContent[] TwoContentsOfOneNumber()
        {
            ChannelTerms terms = _disk.Load()!.Terms;
            return _signer.CameOut
                .Where(pair => CommitmentTransactions.IsSigned(_runner._curve, terms, pair.Content, ofHolder: false, pair.Signed))
                .Select(pair => Signed(terms, pair.Content, pair.Signed))
                .DistinctBy(signed => signed.Txid)
                .GroupBy(signed => signed.Number)
                .FirstOrDefault(group => group.Count() > 1)?.Take(2).ToArray() ?? [];
        }

        private SignedContent Signed(ChannelTerms terms, CommitmentFields content, SignedCommitment signed)
        {
            CommitmentTransaction transaction = CommitmentTransactions.Build(_runner._curve, terms, content, ofHolder: false);
            return new SignedContent(
                content.Number, Convert.ToHexStringLower([.. transaction.Txid().Reverse()]), Convert.ToHexStringLower(transaction.Serialize()),
                Convert.ToHexStringLower(signed.Signature), Convert.ToHexStringLower(terms.Holder.FundingPoint),
                content.ToHolderSat, content.ToCounterpartySat, content.Htlcs.Length);
        }

        private static bool Agree(ChannelState node, ChannelState peer) =>
            node.ToUsMsat == peer.ToPeerMsat && node.ToPeerMsat == peer.ToUsMsat && node.CounterpartySigned == peer.HolderNumber &&
            node.HolderNumber == peer.CounterpartySigned && node.Htlcs.Count == peer.Htlcs.Count;

        private static byte[] Payment(int n) => Sha256.Hash([(byte)n]);

        private static MemoryDisk Copy(MemoryDisk disk)
        {
            MemoryDisk copy = new();
            copy.Store(disk.Load()!);
            return copy;
        }
    }
}
