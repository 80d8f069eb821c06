using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;

namespace Holdfast.Unit.Lightning;

/// <summary>
/// Hashes under signatures that are not on chain: BOLT 11 and BOLT 12 print some, for gossip and messages a recorded Core Lightning
/// signature must fit.
/// </summary>
[TestClass]
public class MessageHashTests
{
    private const string NodeId = "0205b8d007c289d78758bf5050da97cd4c93a70d8120ec76e69af6d06baf9ae1e4";
    private const string Signature = "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000";

    private const string Update = "06226e46111a0b59caaf126043eb5bbf28c34f3a5e332a1fc7b2b73cf188910fcf0610a093f1e7096afffe2603000006000000000000000000000001"
        + "0000000a000000003b023380";
    private const string Node = "0008808898880a8a59a16afffe260205b8d007c289d78758bf5050da97cd4c93a70d8120ec76e69af6d06baf9ae1e400009d41000000000000000000"
        + "000000000000000000000000000000000000000000000000";
    private const string Channel = "000006226e46111a0b59caaf126043eb5bbf28c34f3a5e332a1fc7b2b73cf188910f00006800000100000205b8d007c289d78758bf5050da97cd4c93"
        + "a70d8120ec76e69af6d06baf9ae1e403eac758bc088658ca9d885b2222b6586de538a1512a5a6a838fded3ab81f9c10a025b526d858054f469a99178"
        + "87b1a1c4cc8210a001ac1fb7e48119e6c7c4de4d7f0210475b20c949799a8ab087a8e9f3c5bacfe8f8884d52dd29ff562826836f6bcf";

    [TestMethod]
    public void GossipSignaturesOfARealNode()
    {
        Secp256k1 curve = Secp256k1.Software();
        byte[] node = Hex.Bytes(NodeId);
        Assert.IsTrue(curve.Verify(new ChannelUpdate(Hex.Bytes("0102" + Signature + Update)).Hash, Hex.Bytes(
            "6dd41273b52e93b8311baf4778709e86197870b7bf7daf776ff604da64d8345a26d0fa788caaf1833a2b4513dd64577393b7fb13a5baf0546cf3333656f97113"), node));
        Assert.IsTrue(curve.Verify(new NodeAnnouncement(Hex.Bytes("0101" + Signature + Node)).Hash, Hex.Bytes(
            "42624757937ef6cd268fd606a4fe5109c01c9acb613f295bd2ff9bafc4b803c543b20b15c4deb5d4d7f1d065b1f954fba494d58e55d9d490c236eeef25447053"), node));
        byte[] announcement = new ChannelAnnouncement(Hex.Bytes("0100" + Signature + Signature + Signature + Signature + Channel)).Hash;
        Assert.IsTrue(curve.Verify(announcement, Hex.Bytes(
            "5f8889f509f75e8d49bfc09aebb4ed9970b7f6894844ef29d90403917399163c5d4ba28d352311dff18e39919a51b9ff2948105e71950ec86fc886981c2fe158"), node));
        Assert.IsTrue(curve.Verify(announcement, Hex.Bytes(
            "7b7e3ef88cb203764ef7bc7ad722995f67c8cc8fab479e75b6a8566704d6bdd35a874992da57689f262e793d8de603cd8fc3a42856d0d0a560bbe699cd1c1a18"),
            Hex.Bytes("025b526d858054f469a9917887b1a1c4cc8210a001ac1fb7e48119e6c7c4de4d7f")));
    }

    [TestMethod]
    public void PlacesOfSignaturesDoNotCount()
    {
        const string other = "11111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111";
        Assert.AreEqual(
            Hex.Text(new ChannelUpdate(Hex.Bytes("0102" + Signature + Update)).Hash),
            Hex.Text(new ChannelUpdate(Hex.Bytes("0102" + other + Update)).Hash));
    }

    [TestMethod]
    public void ShortOrForeignGossipIsMalformed()
    {
        byte[] update = Hex.Bytes("0102" + Signature + Update);
        Expect.Throws(typeof(MalformedException), () => new NodeAnnouncement(update));
        Expect.Throws(typeof(MalformedException), () => new ChannelAnnouncement(update));
        byte[] cut = new byte[update.Length - 1];
        System.Array.Copy(update, 0, cut, 0, cut.Length);
        Expect.Throws(typeof(MalformedException), () => new ChannelUpdate(cut));
        Expect.Throws(typeof(MalformedException), () => new ChannelUpdate(new byte[0]));
        Expect.Throws(typeof(MalformedException), () => new ChannelUpdate(Hex.Bytes("0102" + Signature + Update + "00")));
        update[1] = 1;
        Expect.Throws(typeof(MalformedException), () => new ChannelUpdate(update));
    }

    [TestMethod]
    public void EveryFieldOfAChannelUpdateIsLookedAt()
    {
        // Places behind type and signature: the name, the flags of the message, those of the channel.
        Update138(98, 105, 0);
        Update138(110, 110, 2);
        Update138(110, 110, 0);
        Update138(110, 110, 5);
        Update138(111, 111, 4);
    }

    [TestMethod]
    public void AChannelAnnouncementHasFewFeaturesAndNothingBehindIts430Bytes()
    {
        string places = "0100" + Signature + Signature + Signature + Signature;
        string behind = Channel.Substring(4);
        Assert.AreEqual(0x68UL, new ChannelAnnouncement(Hex.Bytes(places + Channel)).ShortChannelId >> 40);
        Assert.AreEqual(32, new ChannelAnnouncement(Hex.Bytes(places + "000701000000000000" + behind)).ChainHash.Length);
        Expect.Throws(typeof(MalformedException), () => new ChannelAnnouncement(Hex.Bytes(places + "00080100000000000000" + behind)));
        Expect.Throws(typeof(MalformedException), () => new ChannelAnnouncement(Hex.Bytes(places + "00020001" + behind)));
        Expect.Throws(typeof(MalformedException), () => new ChannelAnnouncement(Hex.Bytes(places + Channel + "00")));
        Expect.Throws(typeof(MalformedException), () => new ChannelAnnouncement(Hex.Bytes(places + Channel.Substring(0, Channel.Length - 2))));
    }

    [TestMethod]
    public void ANodeAnnouncementIsTakenApartToItsEnd()
    {
        string head = "0101" + Signature + Node.Substring(0, Node.Length - 4);
        string[] good =
        {
            "0000", "0007017f0000012607", "0013" + "02" + Zeros(18), "000d03" + Zeros(12), "002604" + Zeros(37), "0007" + "0503" + "616263" + "2607",
            "00000102aabb", "00000100" + "0300",
        };
        for (int i = 0; i < good.Length; i++)
        {
            Assert.AreEqual(NodeId, Hex.Text(new NodeAnnouncement(Hex.Bytes(head + good[i])).NodeId));
        }

        string[] bad =
        {
            "", "00", "0001", "0006017f0000012607", "0008017f00000126070000", "000100", "000106" + Zeros(12), "0007" + "0504" + "616263" + "2607",
            "000001", "00000101", "0000010203", "000003000100", "000001000100", "0000fd0100" + Zeros(1), "000001fd00fd" + Zeros(253),
        };
        for (int i = 0; i < bad.Length; i++)
        {
            byte[] message = Hex.Bytes(head + bad[i]);
            Expect.Throws(typeof(MalformedException), () => new NodeAnnouncement(message));
        }
    }

    // Zeros up to the last place, and this value there, make it malformed.
    private static void Update138(int first, int last, byte value)
    {
        byte[] update = Hex.Bytes("0102" + Signature + Update);
        for (int i = first; i < last; i++)
        {
            update[i] = 0;
        }

        update[last] = value;
        Expect.Throws(typeof(MalformedException), () => new ChannelUpdate(update));
    }

    private static string Zeros(int bytes)
    {
        return Hex.Text(new byte[bytes]);
    }

    // BOLT 11, "Please make a donation of any amount": the data part in bech32 letters.
    [TestMethod]
    public void InvoiceHashOfBolt11()
    {
        const string letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
        const string data = "pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqq"
            + "syqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6twvus8g6rfwvs8qun0dfjkxaq9qrsgq";
        byte[] groups = new byte[data.Length];
        for (int i = 0; i < groups.Length; i++)
        {
            groups[i] = (byte)letters.IndexOf(data[i]);
        }

        Assert.AreEqual("6daf4d488be41ce7cbb487cab1ef2975e5efcea879b20d421f0ef86b07cbb987", Hex.Text(InvoiceHash.Of(Hex.Ascii("lnbc"), groups)));
        groups[5] = 32;
        Expect.Throws(typeof(MalformedException), () => InvoiceHash.Of(Hex.Ascii("lnbc"), groups));
    }

    [TestMethod]
    public void Bolt12SignatureHash()
    {
        byte[] hash = MessageHash.Bolt12(Hex.Ascii("invoice_request"), Hex.Ascii("signature"),
            Hex.Bytes("608407c18ad9a94d9ea2bcdbe170b6c20c462a7833a197621c916f78cf18e624"));
        Assert.AreEqual("aefe3aa88a69772c246dcaef75ed3e7566c08ecc4e9f995233526a5651fc34cd", Hex.Text(hash));
    }

    [TestMethod]
    public void PrefixedMessages()
    {
        Assert.AreEqual("439434dbc13e56e78b165f27bd05c76953c873c6fa0c8b71966336d502ae5da5", Hex.Text(MessageHash.Lightning(Hex.Ascii("hello"))));
        Assert.AreEqual("cf0447ec85f0ce7150a257db32ebfcb7523dae17c36dbd1be598779fec0484f4", Hex.Text(MessageHash.Bip137(Hex.Ascii("hello"))));
        byte[] key = new byte[33];
        for (int i = 0; i < 33; i++)
        {
            key[i] = 2;
        }

        Assert.AreEqual("32fc4b04081567ed60d67f90647f1fce4bd6df94e6343c2c94a639f71930e296", Hex.Text(MessageHash.WillFund(key, 4032, 5000, 7)));
    }
}
