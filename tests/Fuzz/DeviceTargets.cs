using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;
using Holdfast.Requests;
using Holdfast.SimulatedSigner;
using Holdfast.Towers;
using Holdfast.Unit.Desktop;
using Holdfast.Unit.Desktop.Lightning;
using Holdfast.Unit.Requests;

namespace Holdfast.Fuzz;

/// <summary>
/// What the device reads: frames, and whole requests behind the seal on a device with a live channel, where a request that is not carried out must leave
/// not one byte changed.
/// </summary>
internal static class DeviceTargets
{
    public static IEnumerable<Target> All()
    {
        yield return new PlainTarget("frames", Frames(), FeedFrames, typeof(MalformedException));
        byte[] key = new byte[33];
        yield return Gossip("channel announcement", TestGossip.Announcement(new byte[32], TestGossip.Name, key, key, key, key), bytes => _ = new ChannelAnnouncement(bytes));
        yield return Gossip("channel update", TestGossip.Update(new byte[32]), bytes => _ = new ChannelUpdate(bytes));
        yield return Gossip("node announcement", [.. TestGossip.Node(key), 1, 2, 0, 0], bytes => _ = new NodeAnnouncement(bytes));
        yield return new PlainTarget("invoice", [TestGossip.Invoice()], bytes => InvoiceText.Require("lnbcrt1m"u8.ToArray(), bytes, "bcrt"u8.ToArray()), typeof(MalformedException));
        yield return new PlainTarget("invoice prefix", ["lnbcrt20m"u8.ToArray()], bytes => InvoiceText.Require(bytes, TestGossip.Invoice(), "bcrt"u8.ToArray()), typeof(MalformedException));
        byte[] text = TestInvoice.Of(1).AddGroups(6, 1, 28).AddGroups(5, 16, 8, 0).Text();
        yield return new PlainTarget("bolt 11", [text], bytes => Invoice.Read(bytes, "bcrt"u8.ToArray()), typeof(MalformedException));
        byte[] groups = [.. text["lnbcrt2500u1".Length..^Bech32.ChecksumLetters].Select(Bech32.Group)];
        yield return new PlainTarget("bolt 11 with a right checksum", [groups], FeedInvoice, typeof(MalformedException));
        byte[] offered = TestBolt12.Of(1).With(166, 60).With(174, 2, 0, 0).Stream();
        yield return new PlainTarget("bolt 12", [offered], bytes => Bolt12Invoice.Read(bytes, TestBolt12.Regtest, TestBolt12.Bitcoin), typeof(MalformedException));
        yield return new PlainTarget("bolt 12 text", [TestBolt12.Text(offered)], bytes => Bolt12Text.Stream(bytes, "lni1"u8.ToArray()), typeof(MalformedException));
        byte[][] approvals = [.. VectorFile.Read("approvals-record.txt").Where(line => line[0] == "approvals").Select(line => VectorFile.Bytes(line[2]))];
        yield return new PlainTarget("approvals", approvals, bytes => ApprovalBook.Decode(bytes).Encode(), typeof(MalformedException));
        yield return new PlainTarget("tower message", TowerMessages(), bytes => TowerReply.Decode(bytes), typeof(MalformedException));
        byte[][] books = [.. VectorFile.Read("tower-book.txt").Where(line => line[0] == "towers").Select(line => VectorFile.Bytes(line[2]))];
        yield return new PlainTarget("tower book", books, bytes => TowerBookCodec.Encode(TowerBookCodec.Decode(bytes, 20), 20), typeof(MalformedException));
        TestBackup backup = TestBackup.Of(TestDevice.Unfollowed(0x11));
        yield return new PlainTarget("restore", [backup.Begin().Encode()], FeedRestore(backup.Begin().Encode()), typeof(MalformedException)) { AllocatedBytesBase = 4 * 1024 * 1024 };
        LiveDevice device = new();
        yield return new PlainTarget("channel record", [device.ChannelRecord()], FeedChannel, typeof(MalformedException), typeof(FaultException));
        Assert.IsTrue(device.Repeatable.Any(request => request[0] == (byte)MessageId.SignPreparedCommitment), "a commitment is prepared");
        Assert.IsTrue(device.Repeatable.Any(request => request[0] == (byte)MessageId.ApproveInvoice), "an invoice is approved");
        HashSet<byte> repeated = [];
        foreach (IGrouping<MessageId, byte[]> requests in device.Repeatable.GroupBy(request => (MessageId)request[0]))
        {
            repeated.Add((byte)requests.Key);
            yield return new PlainTarget("device " + requests.Key, [.. requests.Take(6)], device.Feed, typeof(MalformedException)) { AllocatedBytesBase = 4 * 1024 * 1024 };
        }

        // Everything else that has an id: well formed, about channels and keys that do not exist.
        foreach (byte[] sample in ProtocolTarget.SampleRequests().Where(sample => !repeated.Contains(sample[0])))
        {
            yield return new PlainTarget("device " + (MessageId)sample[0], [sample], device.Feed, typeof(MalformedException))
            {
                AllocatedBytesBase = 4 * 1024 * 1024,
                AreSeedsOnlyWellFormed = true,
            };
        }
    }

    private static void FeedInvoice(byte[] groups) =>
        Invoice.Read(TestInvoice.Encode("lnbcrt2500u", [.. groups.Select(group => (byte)(group & 31))]), "bcrt"u8.ToArray());

    private static PlainTarget Gossip(string name, byte[] seed, Action<byte[]> parse) => new(name, [seed], parse, typeof(MalformedException));

    // One of each type that a tower sends.
    private static byte[][] TowerMessages() =>
    [
        [2, 88, 0, 1, 10, .. ChainHash.Of(Network.Regtest)], [2, 89, 0, 40, 2, 1, 2], [2, 91, 0, 0, 0, 0, 3, 1, 2, 3], [2, 91, 0, 0, 0, 0, 0xfd, 0xfd, 0, .. new byte[253]],
        [2, 93, 0, 0, 0, 1], [2, 95, 0, 80],
    ];

    private static byte[][] Frames()
    {
        byte[] message = [.. Enumerable.Range(0, 1500).Select(i => (byte)i)];
        return
        [
            [.. FrameWriter.Encode(message, 1, false, 0), .. FrameWriter.Encode(message, 1, false, 1)],
            FrameWriter.Encode([1, 2, 3], 2, false, 0),
            [0, 0, 0xa5, .. FrameWriter.Encode([], 3, false, 0), .. FrameWriter.Encode([9], 4, false, 0)],
        ];
    }

    /// <summary>Only whole messages of the sent ones may come out, whatever goes in.</summary>
    private static void FeedFrames(byte[] input)
    {
        FrameReader reader = new(fromDevice: false, ProtocolLimits.MessageBytesMin);
        int offset = 0;
        int found = 0;
        while (offset < input.Length)
        {
            int taken = reader.Add(input, offset, input.Length - offset);
            if (taken == 0)
            {
                throw new InvalidOperationException("the reader takes nothing and gives nothing: it would hang");
            }

            offset += taken;
            while (reader.Next())
            {
                found++;
                if (reader.Message.Length > ProtocolLimits.MessageBytesMax)
                {
                    throw new InvalidOperationException("a message above the limit");
                }
            }
        }

        if (found == 0)
        {
            throw new MalformedException("no message");
        }
    }

    /// <summary>A device that waits for a backup takes the one that was made, and nothing that was changed, although its owner says yes to everything.</summary>
    private static Action<byte[]> FeedRestore(byte[] genuine)
    {
        TestDevice? waiting = null;
        return input =>
        {
            waiting ??= TestBackup.Fresh(new TestDevice(), 0x11, 99);
            waiting.Button.Holds = true;
            byte[] image = waiting.Volume.Image();
            Reply reply = waiting.Ask([(byte)MessageId.BeginRestore, .. input.Skip(1)]);
            if (reply.Status == ReplyStatus.Ok)
            {
                waiting = null;
                Assert.IsTrue(input.Length == genuine.Length && input.AsSpan(1).SequenceEqual(genuine.AsSpan(1)), "a changed backup is taken");
                return;
            }

            Assert.IsTrue(image.AsSpan().SequenceEqual(waiting.Volume.Image()), "what is not taken changes nothing");
            throw new MalformedException(reply.Sentence);
        };
    }

    private static void FeedChannel(byte[] input)
    {
        ByteReader reader = new(input);
        byte[] terms = reader.Blob(1024);
        Channel channel = ChannelCodec.Decode(terms, reader.Rest());
        ChannelCodec.EncodeRecord(channel);
    }

    /// <summary>A device in the middle of a channel's life, put back after every request that it carried out.</summary>
    private sealed class LiveDevice
    {
        private static readonly byte[] s_hostHalf = Sha256.Hash([9]);

        private readonly SimulatedStorage _storage = new();
        private readonly List<byte[]> _requests = [];
        private readonly byte[] _image;
        private readonly byte[] _prepare;
        private readonly byte[] _show;
        private IRequestHandler _firmware;
        private readonly bool _isOwnerThere;

        public LiveDevice()
        {
            _firmware = Boot();
            Ask(new Provision { Kind = SecretKind.Raw, Network = Network.Regtest, Secret = Sha256.Hash([1]), HostHalf = s_hostHalf }.Encode());
            Unlock();
            _requests.Clear();
            Secp256k1 curve = Secp256k1.Software();
            byte[] peer = curve.PublicKey(Sha256.Hash([2]));
            DeviceSigner signer = new(request => Reply.Decode(Ask(request)), peer, 1);
            signer.Create();
            MemoryDisk disk = new();
            MemoryDisk peerDisk = new();
            SoftwareSigner peerSigner = new(curve, Sha256.Hash([3]));
            ChannelPair.Open(
                new OpeningTerms { FundingTxid = Sha256.Hash([4]) },
                new OpeningSide(signer, disk, curve.PublicKey(Sha256.Hash([5])), 1),
                new OpeningSide(peerSigner, peerDisk, peer, 1));
            ChannelNode node = new(signer, disk, CommitOrder.WriteThenSign);
            ChannelNode other = new(peerSigner, peerDisk, CommitOrder.SignThenWrite);

            // The owner approves the payment, and an invoice that is never paid.
            _isOwnerThere = true;
            Ask(new ApproveKeysend { Payee = peer, PaymentHash = Sha256.Hash([6]), AmountMsat = 50_000_000 }.Encode());
            Ask(new ApproveInvoice { Invoice = TestInvoice.Of(8).Text() }.Encode());
            _isOwnerThere = false;
            node.Offer(50_000_000, Sha256.Hash([6]), 600);
            other.Offer(20_000_000, Sha256.Hash([7]), 601);
            ChannelPair.Settle(node, other);
            byte[] channel = DeviceSigner.ChannelIdOf(peer, 1);
            byte[] table = ReadPaymentsReply.Decode(new ByteReader(Reply.Decode(Ask(new ReadPayments { ChannelId = channel }.Encode())).Body)).Payments;
            _show = new ShowPayments { ChannelId = channel, Payments = table }.Encode();
            Ask(_show);
            _firmware.Idle();
            _image = _storage.TakeImage();

            // The next commitment, without the peer's payment, so that it can be prepared by a device that has just started.
            CommitmentFields next = CommitmentBuilder.LastOfCounterparty(node.State);
            SignCounterpartyCommitment sign = new()
            {
                ChannelId = channel,
                FundingPrefix = node.State.Terms.FundingPrefix,
                Commitment = next.With(changed =>
                {
                    changed.Number++;
                    changed.Point = peerSigner.PerCommitmentPoint(changed.Number);
                    changed.ToCounterpartySat += 20_000;
                    changed.Htlcs = [.. next.Htlcs.Where(htlc => !htlc.IsOfferedByPeer)];
                }),
                IsAhead = true,
            };
            _prepare = sign.EncodeAs(MessageId.PrepareCounterpartyCommitment);
            Ask(_prepare);
            _requests.Add(new SignPreparedCommitment { ChannelId = sign.ChannelId, FundingPrefix = sign.FundingPrefix, Number = sign.Commitment.Number }.Encode());
        }

        /// <summary>What the life of the channel asked and the device answers again now, newest first.</summary>
        public IReadOnlyList<byte[]> Repeatable => [.. _requests.AsEnumerable().Reverse().Where(IsAnswered)];

        /// <summary>Terms with their length, then the record.</summary>
        public byte[] ChannelRecord()
        {
            byte[] request = new ReadJournal { Slot = 1 }.Encode();
            ReadJournalReply reply = ReadJournalReply.Decode(new ByteReader(Reply.Decode(_firmware.Handle(request, request.Length)).Body));
            ByteWriter writer = new(1024);
            writer.Blob(reply.Attachment);
            writer.Bytes(reply.Record);
            return writer.ToArray();
        }

        public void Feed(byte[] input)
        {
            Reply reply = Reply.Decode(_firmware.Handle(input, input.Length));
            if (reply.Status == ReplyStatus.Fault)
            {
                throw new InvalidOperationException("the device stopped: " + reply.Sentence);
            }

            if (reply.Status == ReplyStatus.Ok)
            {
                // A session may have begun anew in RAM only.
                bool isOfSession = input[0] <= (byte)MessageId.DrawEntropy;
                if (isOfSession || !_storage.TakeImage().AsSpan().SequenceEqual(_image))
                {
                    _storage.RestoreImage(_image);
                    _firmware = Boot();
                    Unlock();
                    _firmware.Idle();

                    // In memory only: the payments that the host keeps, and the commitment that is prepared.
                    _firmware.Handle(_show, _show.Length);
                    _firmware.Handle(_prepare, _prepare.Length);
                }

                return;
            }

            _firmware.Idle();
            if (!_storage.TakeImage().AsSpan().SequenceEqual(_image))
            {
                throw new InvalidOperationException("a request that was not carried out changed the flash");
            }

            throw new MalformedException(reply.Status.ToString());
        }

        private bool IsAnswered(byte[] request)
        {
            try
            {
                Feed(request);
                return true;
            }
            catch (MalformedException)
            {
                return false;
            }
        }

        private IRequestHandler Boot()
        {
            SimulatedButton button = new() { Presses = _ => _isOwnerThere };
            return SignerFirmware.Boot(new SimulatedParts(
                _storage, new SimulatedClock(isManual: true), new SimulatedEntropy(1), button, new SimulatedLight(), new SoftwareHmac(), ProtocolLimits.MessageBytesMin));
        }

        private void Unlock() => Ask(new Unlock { HostHalf = s_hostHalf, Receipt = null }.Encode());

        private byte[] Ask(byte[] request)
        {
            _requests.Add(request);
            byte[] reply = _firmware.Handle(request, request.Length);
            if (Reply.Decode(reply) is { Status: not ReplyStatus.Ok } failed)
            {
                throw new InvalidOperationException(failed.Sentence);
            }

            return reply;
        }
    }
}
