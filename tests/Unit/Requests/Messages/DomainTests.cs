using System;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.Secrets;

namespace Holdfast.Unit.Requests;

/// <summary>
/// One key, two kinds of message: RULES.md, "Keys and what they sign", says why no bytes can be read as both. Each test is a thief who dresses one kind as
/// another.
/// </summary>
[TestClass]
public class DomainTests
{
    private const string Announced = "holdfast-announcement-channel";
    private const string Gossip = "holdfast-gossip-ours";

    [TestMethod]
    public void AnAnnouncementIsNotASpendOfTheWholeFunding()
    {
        // The bytes behind the four signatures are the BIP 143 preimage of a transaction that pays the funding to the thief.
        TestPair pair = TestPair.Locked();
        byte[] funding = Scripts.Funding(pair.OurKeys.FundingPoint, pair.TheirKeys.FundingPoint);
        byte[] theft = Preimage(2, TestPair.Txid(1), funding, TestPair.ValueSat);
        Rejects(pair, theft);

        // Consensus lets a transaction have any version, so a thief can make the first bytes count the features right.
        Assert.AreEqual(228, theft.Length);
        Rejects(pair, Preimage(54u << 8, TestPair.Txid(1), funding, TestPair.ValueSat));
    }

    [TestMethod]
    public void AnAnnouncementIsNotOurRevokedCommitment()
    {
        // Version 2, the input of the channel, its obscured number, outputs of the commitment: to the announcement only bytes.
        TestPair pair = TestPair.Used();
        byte[] funding = Scripts.Funding(pair.OurKeys.FundingPoint, pair.TheirKeys.FundingPoint);
        byte[] revoked = Preimage(2, TestPair.Txid(1), funding, TestPair.ValueSat);
        revoked[224] = 0x20; // lock time
        Rejects(pair, revoked);
    }

    [TestMethod]
    public void AnAnnouncementIsNotASpendOfAnAnchor()
    {
        TestPair pair = TestPair.Locked();
        byte[] theft = Preimage(23u << 8, TestPair.Txid(5), Scripts.Anchor(pair.OurKeys.FundingPoint), 330);
        Assert.AreEqual(174 + 23, theft.Length);
        Rejects(pair, theft);
    }

    [TestMethod]
    public void AnAnnouncementIsShorterThanAnyTransactionsPreimage()
    {
        int shortest = Preimage(2, TestPair.Txid(5), Scripts.KeyScriptCode(TestDevice.Fill(33, 2)), 1).Length;
        Assert.AreEqual(182, shortest);
        Assert.IsTrue(174 + ChannelAnnouncement.FeatureBytesMax < shortest);
    }

    [TestMethod]
    public void AnAnnouncementSpeaksOfThisChannelOnly()
    {
        TestPair pair = TestPair.Locked();
        SignChannelAnnouncement request = TestGossip.Request(pair, TestGossip.Chain, TestGossip.Name);
        SignChannelAnnouncementReply reply = SignChannelAnnouncementReply.Decode(pair.Ours.Body(request.Encode()));
        TestKeys keys = new TestKeys(0x11);
        byte[] hash = new ChannelAnnouncement(request.Message).Hash;
        Assert.IsTrue(keys.Curve.Verify(hash, reply.NodeSignature, pair.OurNode));
        Assert.IsTrue(keys.Curve.Verify(hash, reply.BitcoinSignature, pair.OurKeys.FundingPoint));

        // Behind type and four signatures: features 0, chain 2, name 34, nodes 42 and 75, keys 108 and 141.
        byte[] good = request.Message;
        for (int i = 0; i < 4; i++)
        {
            pair.Ours.Refuses(Announced, TestGossip.Request(pair, TestGossip.Flip(good, 258 + 42 + 33 * i + 20)).Encode());
        }

        pair.Ours.Refuses(Gossip, TestGossip.Request(pair, TestGossip.Flip(good, 258 + 2)).Encode());
        pair.Ours.Refuses(Gossip, TestGossip.Request(pair, ChainHash.Of(Network.Bitcoin), TestGossip.Name).Encode());
        pair.Ours.Refuses(Announced, TestGossip.Request(pair, TestGossip.Chain, 0x0000000000010000).Encode());
        pair.Ours.Refuses(Announced, TestGossip.Request(pair, TestGossip.Chain, 0x0000680000000000).Encode());
        pair.Ours.Refuses(Announced, TestGossip.Request(pair, TestGossip.Chain, TestGossip.Name + 1).Encode());
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, TestGossip.Request(pair, TestGossip.Flip(good, 1)).Encode());
        pair.Ours.Body(request.Encode());
        request.Dbid++;
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, request.Encode());
        pair.Theirs.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, request.Encode());
    }

    [TestMethod]
    public void AnAnnouncementHasTheNodesInOrder()
    {
        TestPair pair = TestPair.Locked();
        bool isFirst = Scripts.Compare(pair.OurNode, pair.TheirNode) < 0;
        byte[] low = isFirst ? pair.OurNode : pair.TheirNode;
        byte[] high = isFirst ? pair.TheirNode : pair.OurNode;
        byte[] lowKey = isFirst ? pair.OurKeys.FundingPoint : pair.TheirKeys.FundingPoint;
        byte[] highKey = isFirst ? pair.TheirKeys.FundingPoint : pair.OurKeys.FundingPoint;
        byte[] chain = TestGossip.Chain;
        pair.Ours.Refuses(Announced, Named(pair, TestGossip.Announcement(chain, TestGossip.Name, high, low, highKey, lowKey)));
        pair.Ours.Refuses(Announced, Named(pair, TestGossip.Announcement(chain, TestGossip.Name, low, high, highKey, lowKey)));
        pair.Ours.Body(Named(pair, TestGossip.Announcement(chain, TestGossip.Name, low, high, lowKey, highKey)));
    }

    [TestMethod]
    public void NothingIsAnnouncedBeforeWeHoldACommitment()
    {
        TestPair pair = new TestPair();
        SignChannelAnnouncement request = TestGossip.Request(pair, TestGossip.Chain, TestGossip.Name);
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, request.Encode());
        pair.SetUp(1);
        pair.Ours.Refuses(Announced, request.Encode());
        pair.Exchange(1, 0, pair.Content(0));
        pair.Ours.Body(request.Encode());
    }

    [TestMethod]
    public void AnUpdateIsNotASignedText()
    {
        // "Lightning Signed Message:" where the chain should be.
        TestDevice device = TestDevice.Ready(0x11);
        TestKeys keys = new TestKeys(0x11);
        SignChannelUpdate request = new SignChannelUpdate();
        request.Message = TestGossip.Update(TestGossip.Chain);
        byte[] signature = SignChannelUpdateReply.Decode(device.Body(request.Encode())).Signature;
        Assert.IsTrue(keys.Curve.Verify(new ChannelUpdate(request.Message).Hash, signature, keys.Tree.NodeId));
        Array.Copy(Hex.Ascii("Lightning Signed Message:"), 0, request.Message, 66, 25);
        device.Refuses(Gossip, request.Encode());
    }

    [TestMethod]
    public void ANodeAnnouncementIsNotASignedText()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestKeys keys = new TestKeys(0x11);
        SignNodeAnnouncement request = new SignNodeAnnouncement();
        request.Message = TestGossip.Node(keys.Tree.NodeId);
        byte[] signature = SignNodeAnnouncementReply.Decode(device.Body(request.Encode())).Signature;
        Assert.IsTrue(keys.Curve.Verify(new NodeAnnouncement(request.Message).Hash, signature, keys.Tree.NodeId));

        // "Li" as a number of features is longer than any message of the protocol.
        Assert.IsTrue((('L' << 8) | 'i') > ProtocolLimits.TextBytesMax);
        byte[] text = new byte[1000];
        Array.Copy(Hex.Ascii("Lightning Signed Message:"), 0, text, 0, 25);
        request.Message = TestGossip.Message(257, 1, text);
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, request.Encode());
        request.Message = TestGossip.Node(new TestKeys(0x22).Tree.NodeId);
        device.Refuses(Gossip, request.Encode());
    }

    [TestMethod]
    public void OneKindOfGossipIsNotAnother()
    {
        TestPair pair = TestPair.Locked();
        byte[] update = new ByteReader(TestGossip.Update(TestGossip.Chain), 66, 72).Rest();
        byte[] node = new ByteReader(TestGossip.Node(pair.OurNode), 66, 76).Rest();
        byte[] channel = new ByteReader(TestGossip.Request(pair, TestGossip.Chain, TestGossip.Name).Message, 258, 174).Rest();
        byte[][] signed = { update, node, channel };
        for (int i = 0; i < 3; i++)
        {
            SignChannelUpdate asUpdate = new SignChannelUpdate();
            asUpdate.Message = TestGossip.Message(258, 1, signed[i]);
            SignNodeAnnouncement asNode = new SignNodeAnnouncement();
            asNode.Message = TestGossip.Message(257, 1, signed[i]);
            Taken(pair, i == 0, asUpdate.Encode());
            Taken(pair, i == 1, asNode.Encode());
            Taken(pair, i == 2, Named(pair, TestGossip.Message(256, 4, signed[i])));
        }
    }

    [TestMethod]
    public void AnInvoiceIsNotASignedText()
    {
        // The outer SHA-256 of a double one takes 32 bytes; as the prefix of an invoice without data they would be signed.
        TestDevice device = TestDevice.Ready(0x11);
        SignInvoice theft = new SignInvoice();
        theft.Hrp = Sha256.Hash(Hex.Ascii("Lightning Signed Message:I owe you everything"));
        theft.Data = new byte[0];
        Assert.AreEqual(Hex.Text(MessageHash.Lightning(Hex.Ascii("I owe you everything"))), Hex.Text(InvoiceHash.Of(theft.Hrp, theft.Data)));
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, theft.Encode());

        // Not even when somebody finds a text whose hash begins like an invoice.
        Array.Copy(Hex.Ascii("lnbcrt1m"), 0, theft.Hrp, 0, 8);
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, theft.Encode());
        theft.Hrp = Hex.Ascii("lnbcrt1m");
        theft.Data = new byte[38];
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, theft.Encode());
    }

    [TestMethod]
    public void AnInvoiceIsNotAWillFundOffer()
    {
        TestDevice device = TestDevice.Ready(0x11);
        byte[] key = new TestKeys(0x22).Tree.NodeId;
        ByteWriter offer = new ByteWriter(59);
        offer.Bytes(Hex.Ascii("option_will_fund"));
        offer.Bytes(key);
        offer.U32(700000);
        offer.U32(5000);
        offer.U16(20);
        SignInvoice theft = new SignInvoice();
        theft.Hrp = offer.ToArray();
        theft.Data = new byte[0];
        Assert.AreEqual(Hex.Text(MessageHash.WillFund(key, 700000, 5000, 20)), Hex.Text(InvoiceHash.Of(theft.Hrp, theft.Data)));
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, theft.Encode());
    }

    [TestMethod]
    public void AnInvoiceIsNotGossip()
    {
        TestDevice device = TestDevice.Ready(0x11);
        SignInvoice theft = new SignInvoice();
        theft.Hrp = Sha256.Hash(TestGossip.Update(ChainHash.Of(Network.Bitcoin)), 66, 72);
        theft.Data = new byte[0];
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, theft.Encode());
    }

    [TestMethod]
    public void TheLongestInvoiceThatIsNoneIsTooShortToBeOne()
    {
        // Time, hash, secret, an empty description, and the shortest prefix: more bytes than a hash has.
        int groups = 7 + 55 + 55 + 3;
        Assert.IsTrue(4 + groups * 5 / 8 > 59);
    }

    [TestMethod]
    public void TwoPairsOfNamesNeverShareATag()
    {
        TestDevice device = TestDevice.Ready(0x11);
        Named(device, true, "invoice", "signature");
        Named(device, true, "invoice_request", "signature");
        Named(device, true, "payer_proof", "proof_signature");
        Named(device, false, "invoice_requestsig", "nature");
        Named(device, false, "invoice_", "requestsignature");
        Named(device, false, "invoicesignature", "");
        Named(device, false, "", "invoicesignature");
        Named(device, false, "invoice/signature", "");
        Named(device, false, "invoice", "proof_signature");
        Named(device, false, "", "");
    }

    [TestMethod]
    public void ATextOfTheWalletIsNotATransaction()
    {
        // The version that such a text would be. Its preimage would also need a hash that begins with "coin Signed Message".
        TestDevice device = TestDevice.Ready(0x11);
        SignWalletInputs payment = new SignWalletInputs();
        payment.Version = 0x74694218;
        WalletInputFields input = new WalletInputFields();
        input.Txid = TestDevice.Fill(32, 8);
        input.Sat = 1000;
        input.Kind = WalletInputKind.P2wpkh;
        payment.Inputs = new WalletInputFields[] { input };
        WalletOutputFields output = new WalletOutputFields();
        output.Sat = 900;
        output.Script = TestDevice.Fill(22, 4);
        payment.Outputs = new WalletOutputFields[] { output };
        device.Button.Presses = true;
        device.Refuses("policy-onchain-format-standard", payment.Encode());
        payment.Version = 2;
        device.Body(payment.Encode());
    }

    [TestMethod]
    public void NoDerivedSecretIsAKeyOfTheDevice()
    {
        // Labels of the device's own derivations, and empty; none may come out as a key that signs or seals.
        string[] labels =
        {
            "", "nodeid", "bip32 seed", "derived secrets", "peer seed", "per-peer seed", "c-lightning", "holdfast journal", "holdfast content",
            "holdfast pairing", "holdfast link 2", "holdfast veil", "holdfast session name", "holdfast approval", "bolt12-invoice-base", "node-alias-base",
        };
        TestDevice device = TestDevice.Ready(0x11);
        TestKeys keys = new TestKeys(0x11);
        ChannelSecrets channel = keys.Tree.Channel(new TestKeys(0x22).Tree.NodeId, 1);
        byte[][] secrets =
        {
            keys.Tree.NodeSecret, keys.Tree.Bolt12Secret, keys.Tree.JournalKey(), keys.Tree.WalletSecret(0), channel.Funding, channel.Revocation,
            channel.Payment, channel.Htlc, channel.Delayed, channel.ShaSeed, TestDevice.Fill(32, 0x11),
        };
        for (int i = 0; i < labels.Length; i++)
        {
            DeriveSecret request = new DeriveSecret();
            request.Info = Hex.Ascii(labels[i]);
            byte[] derived = DeriveSecretReply.Decode(device.Body(request.Encode())).Secret;
            for (int k = 0; k < secrets.Length; k++)
            {
                Assert.IsFalse(Check.Same(derived, secrets[k]));
            }
        }
    }

    private static void Named(TestDevice device, bool isKnown, string messageName, string fieldName)
    {
        SignBolt12 request = new SignBolt12();
        request.MessageName = Hex.Ascii(messageName);
        request.FieldName = Hex.Ascii(fieldName);
        request.Merkle = TestDevice.Fill(32, 3);
        request.Info = new byte[0];
        request.Tweak = new byte[0];
        if (isKnown)
        {
            device.Body(request.Encode());
        }
        else
        {
            device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, request.Encode());
        }
    }

    private static byte[] Named(TestPair pair, byte[] announcement)
    {
        return TestGossip.Request(pair, announcement).Encode();
    }

    private static void Taken(TestPair pair, bool isTaken, byte[] request)
    {
        Assert.AreEqual(isTaken, pair.Ours.Ask(request).Status == ReplyStatus.Ok);
    }

    // Dressed as a channel_announcement of the channel.
    private static void Rejects(TestPair pair, byte[] preimage)
    {
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, Named(pair, TestGossip.Message(256, 4, preimage)));
    }

    // BIP 143, SIGHASH_ALL: one input, everything to one output of the thief's.
    private static byte[] Preimage(uint version, byte[] txid, byte[] script, ulong sat)
    {
        TransactionWriter output = new TransactionWriter(31);
        output.U64(sat);
        output.Sized(TestDevice.Fill(22, 0xee));
        TransactionWriter preimage = new TransactionWriter(157 + script.Length);
        preimage.U32(version);
        preimage.Bytes(Bip143.HashOutpoint(txid, 0));
        preimage.Bytes(Bip143.HashSequence(0));
        preimage.Bytes(txid);
        preimage.U32(0);
        preimage.Sized(script);
        preimage.U64(sat);
        preimage.U32(0);
        preimage.Bytes(Sha256.HashTwice(output.Finish()));
        preimage.U32(0);
        preimage.U32(1);
        return preimage.Finish();
    }
}
