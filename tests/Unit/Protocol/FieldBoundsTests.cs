using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

/// <summary>Counts, lengths, flags and enumerations outside of their bounds: malformed for the reader, an invariant for the writer.</summary>
[TestClass]
public class FieldBoundsTests
{
    [TestMethod]
    public void ACountThatTheBytesCannotHoldIsMalformedBeforeAnythingIsAllocated()
    {
        ByteWriter writer = new ByteWriter(2);
        writer.U16(900);
        Expect.Throws(typeof(MalformedException), () => Htlc.ReadAll(new ByteReader(writer.ToArray())));
        Expect.Throws(typeof(MalformedException), () => WalletInputFields.ReadAll(new ByteReader(new byte[] { 0, 1 })));
        Expect.Throws(typeof(MalformedException), () => WalletOutputFields.ReadAll(new ByteReader(new byte[] { 0, 1 })));
        Expect.Throws(typeof(MalformedException), () => WalletSignatureFields.ReadAll(new ByteReader(new byte[] { 0, 1 })));
    }

    [TestMethod]
    public void ACountAboveTheBoundIsMalformed()
    {
        byte[] htlcs = new byte[2 + (967 * Htlc.LengthBytes)];
        htlcs[0] = 967 >> 8;
        htlcs[1] = 967 & 0xff;
        Expect.Throws(typeof(MalformedException), () => Htlc.ReadAll(new ByteReader(htlcs)));

        byte[] outputs = new byte[2 + (129 * 11)];
        outputs[1] = 129;
        Expect.Throws(typeof(MalformedException), () => WalletOutputFields.ReadAll(new ByteReader(outputs)));
        outputs[1] = 128;
        Assert.AreEqual(128, WalletOutputFields.ReadAll(new ByteReader(outputs)).Length);
    }

    [TestMethod]
    public void UnknownHtlcFlagsAreMalformed()
    {
        byte[] htlc = new byte[2 + Htlc.LengthBytes];
        htlc[1] = 1;
        htlc[2] = 3;
        Assert.IsTrue(Htlc.ReadAll(new ByteReader(htlc))[0].IsTrimmed);
        Expect.Throws(typeof(MalformedException), () => Htlc.ReadGone(new ByteReader(htlc)));
        for (byte flags = 4; flags != 0; flags++)
        {
            htlc[2] = flags;
            Expect.Throws(typeof(MalformedException), () => Htlc.ReadAll(new ByteReader(htlc)));
        }
    }

    [TestMethod]
    public void OnlyHtlcsOfThePeerAreNewOrGone()
    {
        byte[] htlc = new byte[2 + Htlc.LengthBytes];
        htlc[1] = 1;
        htlc[2] = 7;
        Assert.IsTrue(Htlc.ReadMarked(new ByteReader(htlc))[0].IsNew);
        htlc[2] = 3;
        Assert.IsFalse(Htlc.ReadMarked(new ByteReader(htlc))[0].IsNew);
        htlc[2] = 4;
        Expect.Throws(typeof(MalformedException), () => Htlc.ReadMarked(new ByteReader(htlc)));
        htlc[2] = 9;
        Expect.Throws(typeof(MalformedException), () => Htlc.ReadMarked(new ByteReader(htlc)));
        Expect.Throws(typeof(MalformedException), () => Htlc.ReadGone(new ByteReader(htlc)));
        htlc[2] = 0;
        Expect.Throws(typeof(MalformedException), () => Htlc.ReadGone(new ByteReader(htlc)));
        htlc[2] = 1;
        Assert.IsTrue(Htlc.ReadGone(new ByteReader(htlc))[0].IsOfferedByPeer);
    }

    [TestMethod]
    public void AnUnknownKindIsMalformed()
    {
        byte[] message = new byte[1 + 1 + 2 + 32 + 32];
        message[0] = 1;
        message[1] = (byte)Network.Regtest;
        message[3] = 32;
        Assert.IsTrue(Provision.Decode(new ByteReader(message)).Kind == SecretKind.Mnemonic);
        message[0] = 2;
        Expect.Throws(typeof(MalformedException), () => Provision.Decode(new ByteReader(message)));
    }

    [TestMethod]
    public void ABlobKeepsItsBoundInBothDirections()
    {
        SignBolt12 message = new SignBolt12();
        message.MessageName = new byte[65];
        message.FieldName = new byte[0];
        message.Merkle = new byte[32];
        message.Info = new byte[0];
        message.Tweak = new byte[0];
        Expect.Throws(typeof(FaultException), () => message.Encode());

        ByteWriter writer = new ByteWriter(80);
        writer.U8(0);
        writer.Blob(new byte[65]);
        writer.Bytes(new byte[2 + 32 + 2 + 2]);
        Expect.Throws(typeof(MalformedException), () => SignBolt12.Decode(new ByteReader(writer.ToArray())));
    }

    [TestMethod]
    public void AFixedFieldOfAnotherLengthIsNeverWritten()
    {
        Ecdh message = new Ecdh();
        Expect.Throws(typeof(FaultException), () => message.Encode());
        message.Point = new byte[32];
        Expect.Throws(typeof(FaultException), () => message.Encode());
    }
}
