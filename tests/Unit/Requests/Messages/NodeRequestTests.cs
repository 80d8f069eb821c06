using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>Requests of the node itself: right keys, right hashes, and bad input. Recorded replies cover the exact bytes elsewhere.</summary>
[TestClass]
public class NodeRequestTests
{
    [TestMethod]
    public void EcdhIsTheSameFromBothSides()
    {
        TestKeys peer = new TestKeys(0x22);
        TestDevice device = TestDevice.Ready(0x11);
        byte[] node = NodeKeysReply.Decode(device.Body(new NodeKeys().Encode())).NodeId;
        Ecdh request = new Ecdh();
        request.Point = peer.Tree.NodeId;
        byte[] secret = EcdhReply.Decode(device.Body(request.Encode())).Secret;
        Assert.IsTrue(Check.Same(secret, peer.Curve.Ecdh(node, peer.Tree.NodeSecret)));

        request.Point = TestCurve.NoPoint();
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadKey, request.Encode());
        request.Point = TestDevice.Fill(33, 0);
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadKey, request.Encode());
    }

    [TestMethod]
    public void TextsAreSignedWithTheirPrefix()
    {
        TestKeys keys = new TestKeys(0x11);
        TestDevice device = TestDevice.Ready(0x11);
        SignMessage message = new SignMessage();
        message.Message = Hex.Ascii("hello");
        byte[] signature = SignMessageReply.Decode(device.Body(message.Encode())).Signature;
        Assert.IsTrue(Check.Same(keys.Tree.NodeId, keys.Curve.RecoverPoint(MessageHash.Lightning(message.Message), signature)));

        SignBip137Message bitcoin = new SignBip137Message();
        bitcoin.Message = message.Message;
        bitcoin.KeyIndex = 4;
        signature = SignBip137MessageReply.Decode(device.Body(bitcoin.Encode())).Signature;
        byte[] key = keys.Curve.PublicKey(keys.Tree.WalletSecret(4));
        Assert.IsTrue(Check.Same(key, keys.Curve.RecoverPoint(MessageHash.Bip137(message.Message), signature)));
        bitcoin.KeyIndex = 0x80000000;
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadKey, bitcoin.Encode());

        SignInvoice invoice = new SignInvoice();
        invoice.Hrp = Hex.Ascii("lnbcrt1");
        invoice.Data = TestGossip.Invoice();
        signature = SignInvoiceReply.Decode(device.Body(invoice.Encode())).Signature;
        Assert.IsTrue(Check.Same(keys.Tree.NodeId, keys.Curve.RecoverPoint(InvoiceHash.Of(invoice.Hrp, invoice.Data), signature)));
        invoice.Data[2] = 32;
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, invoice.Encode());
    }

    [TestMethod]
    public void OffersAreSignedUnderThreeNames()
    {
        TestKeys keys = new TestKeys(0x11);
        TestDevice device = TestDevice.Ready(0x11);
        SignBolt12 request = new SignBolt12();
        request.MessageName = Hex.Ascii("invoice");
        request.FieldName = Hex.Ascii("signature");
        request.Merkle = TestDevice.Fill(32, 3);
        request.Info = Hex.Ascii("bolt12-invoice-base");
        request.Tweak = Hex.Ascii("tweak");
        byte[] hash = MessageHash.Bolt12(request.MessageName, request.FieldName, request.Merkle);

        request.Key = Bolt12Key.Node;
        Offered(keys, device, request, hash, keys.Tree.NodeSecret);

        request.Key = Bolt12Key.Bolt12Tweaked;
        ByteWriter tweak = new ByteWriter(64);
        tweak.Bytes(keys.Tree.Bolt12PublicKey);
        tweak.Bytes(request.Tweak);
        Offered(keys, device, request, hash, keys.Curve.AddSecrets(keys.Tree.Bolt12Secret, Sha256.Hash(tweak.ToArray())));

        request.Key = Bolt12Key.NodeTweaked;
        tweak = new ByteWriter(64);
        DeriveSecret derive = new DeriveSecret();
        derive.Info = request.Info;
        tweak.Bytes(DeriveSecretReply.Decode(device.Body(derive.Encode())).Secret);
        tweak.Bytes(request.Tweak);
        Offered(keys, device, request, hash, keys.Curve.AddSecrets(keys.Tree.NodeSecret, Sha256.Hash(tweak.ToArray())));
    }

    [TestMethod]
    public void AFutureSecretIsRecognised()
    {
        TestPair pair = TestPair.Used();
        CheckFutureSecret request = new CheckFutureSecret();
        request.Peer = pair.TheirNode;
        request.Dbid = 1;
        request.Number = 1;
        request.Secret = RevokeHolderCommitmentReply.Decode(pair.Ours.Body(pair.Revoke(true, 1).Encode())).Secret;
        Assert.IsTrue(CheckFutureSecretReply.Decode(pair.Ours.Body(request.Encode())).IsOurs);
        request.Number = 2;
        Assert.IsFalse(CheckFutureSecretReply.Decode(pair.Ours.Body(request.Encode())).IsOurs);
        request.Number = ulong.MaxValue;
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, request.Encode());
    }

    [TestMethod]
    public void ALiquidityOfferIsSigned()
    {
        TestKeys keys = new TestKeys(0x11);
        TestDevice device = TestDevice.Ready(0x11);
        SignWillFundOffer request = new SignWillFundOffer();
        request.FundingPoint = keys.Tree.NodeId;
        request.LeaseExpiryBlock = 700000;
        request.ChannelFeeBaseMaxMsat = 5000;
        request.ChannelFeeProportionalMaxThousandths = 20;
        device.Refuses("holdfast-lease-agreed", request.Encode());
        Assert.AreEqual("Lease out a channel until block 700000, and ask at most 5000 msat and 20 thousandths of a payment for passing it on until then?",
            device.Button.LastQuestion);
        device.Button.Presses = true;
        device.Button.Clock.NowMs += 600000;
        byte[] signature = SignWillFundOfferReply.Decode(device.Body(request.Encode())).Signature;
        Assert.IsTrue(keys.Curve.Verify(MessageHash.WillFund(request.FundingPoint, 700000, 5000, 20), signature, keys.Tree.NodeId));
        request.FundingPoint = TestCurve.NoPoint();
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadKey, request.Encode());
    }

    private static void Offered(TestKeys keys, TestDevice device, SignBolt12 request, byte[] hash, byte[] secret)
    {
        byte[] signature = SignBolt12Reply.Decode(device.Body(request.Encode())).Signature;
        byte[] key = keys.Curve.PublicKey(secret);
        byte[] xonly = new ByteReader(key, 1, 32).Rest();
        Assert.IsTrue(keys.Curve.VerifySchnorr(hash, signature, xonly));
    }
}
