using Holdfast.Crypto;
using Holdfast.ReferenceNode;

namespace Holdfast.HostUnit.HsmdBridge.Pumps;

public sealed partial class WriteAheadTests
{
    /// <summary>One channel with its node's disk and its peer.</summary>
    private sealed class Story : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly FolderDisk _disk;
        private readonly MemoryDisk _peerDisk = new();
        private readonly ChannelNode _peer;
        private ChannelNode _node;
        private bool _isSplicing;
        private int _payments;

        public Story(WriteAheadNode node, ulong dbid, int fundings)
        {
            _disk = new FolderDisk(_folder.FullName);
            Channel = new WriteAheadChannel(node, dbid);
            byte[] nodeId = node.Curve.PublicKey(Sha256.Hash([1]));
            ChannelPair.Open(
                new OpeningTerms { FundingTxid = Sha256.Hash([7, (byte)dbid, (byte)(dbid >> 8)]) },
                new OpeningSide(Channel, _disk, Channel.PeerId, dbid),
                new OpeningSide(Channel.Peer, _peerDisk, nodeId, dbid));
            Channel.Opened();
            _node = new ChannelNode(Channel, _disk, CommitOrder.WriteThenSign);
            _node.Recover();
            _peer = new ChannelNode(Channel.Peer, _peerDisk, CommitOrder.SignThenWrite);
            Pays();
            while (Channel.FundingCount < fundings)
            {
                Channel.AddFunding(_node.State, _peer.State);
                Channel.SendSplice(_node.State);
            }
        }

        public WriteAheadChannel Channel { get; }

        /// <summary>The next commitment is a new funding's, instead of a payment's.</summary>
        public void SplicesNext()
        {
            _isSplicing = true;
            Channel.AddFunding(_node.State, _peer.State);
        }

        /// <summary>A payment comes to and fro.</summary>
        public void Pays()
        {
            ulong id = Offer();
            ChannelPair.Settle(_node, _peer);
            Assert.IsTrue(_peer.Remove(id, HtlcRemoval.Failed), "the payment arrived");
            ChannelPair.Settle(_node, _peer);
            Assert.IsNull(_node.Failure);
            Assert.IsNull(_peer.Failure);
        }

        /// <summary>Signs something new, and dies.</summary>
        public void CommitUntil(CutPoint cut)
        {
            Channel.Cut = cut;
            if (_isSplicing)
            {
                Assert.ThrowsException<SignerLostException>(() => Channel.SendSplice(_node.State));
                return;
            }

            Offer();
            Assert.ThrowsException<SignerLostException>(() => _node.Commit());
        }

        /// <summary>A new node on the old disk repeats what was written down, and dies at that if it is told to.</summary>
        public void RecoverUntil(CutPoint cut)
        {
            _node = new ChannelNode(Channel, _disk, CommitOrder.WriteThenSign);
            Channel.Cut = cut;
            Action recover = _isSplicing ? () => Channel.SendSplice(_node.State) : _node.Recover;
            if (cut == CutPoint.None || (!_isSplicing && _disk.Pending() == null))
            {
                recover();
            }
            else
            {
                Assert.ThrowsException<SignerLostException>(recover);
            }
        }

        /// <summary>The device says no before anything is stored.</summary>
        public void IsRefused()
        {
            if (!_isSplicing)
            {
                Offer();
            }

            Assert.ThrowsException<RefusedException>(() => _isSplicing ? Channel.SendSplice(_node.State) : (object)_node.Commit());
            Assert.IsNull(_disk.Pending());
        }

        /// <summary>The device says no afterwards.</summary>
        public void IsCut() => Assert.ThrowsException<SignerLostException>(Repeat);

        /// <summary>The device says no to what is asked again.</summary>
        public void RepetitionIsRefused() => Assert.ThrowsException<RefusedException>(Repeat);

        /// <summary>channeld asks, gets a placeholder, and dies of it; its peer is still there.</summary>
        public void EndsAfterPlaceholder()
        {
            Channel.Cut = CutPoint.Prepared;
            Offer();
            Assert.ThrowsException<SignerLostException>(() => _node.Commit());
            Channel.Dies();
            _node = new ChannelNode(Channel, _disk, CommitOrder.WriteThenSign);
            _node.Reconnect();
            _peer.Reconnect();
            ChannelPair.Reconnect(_node, _peer);
        }

        private void Repeat()
        {
            _node = new ChannelNode(Channel, _disk, CommitOrder.WriteThenSign);
            Channel.Cut = CutPoint.None;
            if (_isSplicing)
            {
                Channel.SendSplice(_node.State);
            }
            else
            {
                _node.Recover();
            }
        }

        public void Settle()
        {
            Channel.Cut = CutPoint.None;
            ChannelPair.Reconnect(_node, _peer);
            ChannelPair.Settle(_node, _peer);
            Assert.IsNull(_node.Failure);
            Assert.IsNull(_peer.Failure);
            foreach (NodeHtlc htlc in _peer.State.Htlcs)
            {
                Assert.IsTrue(_peer.Remove(htlc.Id, HtlcRemoval.Failed));
            }

            ChannelPair.Settle(_node, _peer);
            Pays();
        }

        public void Dispose()
        {
            Channel.Dispose();
            _disk.Dispose();
            _folder.Dispose();
        }

        private ulong Offer() => _node.Offer(2_000_000, Sha256.Hash(BitConverter.GetBytes(_payments++)), 600) ?? throw new AssertFailedException("not affordable");
    }
}
