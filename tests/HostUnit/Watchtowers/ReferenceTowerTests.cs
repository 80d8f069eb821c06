using System.Security.Cryptography;
using Holdfast.Crypto;
using Holdfast.ReferenceTower;

namespace Holdfast.HostUnit.Watchtowers;

/// <summary>The tower of the tests against published vectors: what it accepts is what a real one accepts.</summary>
[TestClass]
public sealed class ReferenceTowerTests
{
    private static readonly byte[] s_initiatorSecret = [.. Enumerable.Repeat((byte)0x11, 32)];
    private static readonly byte[] s_responderSecret = [.. Enumerable.Repeat((byte)0x21, 32)];

    /// <summary>BOLT 8, appendix A: "transport-initiator successful handshake" and its responder.</summary>
    [TestMethod]
    public void TheHandshakeIsThatOfBolt8()
    {
        Secp256k1 curve = Secp256k1.Software();
        NoiseInitiator initiator = new(curve, curve.PublicKey(s_responderSecret), s_initiatorSecret, [.. Enumerable.Repeat((byte)0x12, 32)]);
        NoiseResponder responder = new(curve, s_responderSecret, [.. Enumerable.Repeat((byte)0x22, 32)]);

        byte[] actOne = initiator.ActOne();
        byte[] actTwo = responder.ActTwo(actOne);
        (byte[] actThree, _, _) = initiator.Finish(actTwo);
        (byte[] session, _, _) = responder.Finish(actThree);

        Assert.AreEqual("00036360e856310ce5d294e8be33fc807077dc56ac80d95d9cd4ddbd21325eff73f70df6086551151f58b8afe6c195782c6a", Convert.ToHexStringLower(actOne));
        Assert.AreEqual("0002466d7fcae563e5cb09a0d1870bb580344804617879a14949cf22285f1bae3f276e2470b93aac583c9ef6eafca3f730ae", Convert.ToHexStringLower(actTwo));
        Assert.AreEqual(
            "00b9e3a702e93e3a9948c2ed6e5fd7590a6e1c3a0344cfc9d5b57357049aa22355361aa02e55a8fc28fef5bd6d71ad0c38228dc68b1c466263b47fdf31e560e139ba", Convert.ToHexStringLower(actThree));
        CollectionAssert.AreEqual(curve.PublicKey(s_initiatorSecret), session);
    }

    /// <summary>BOLT 8, appendix A: "transport-message test"; the key changes at message 500 of two records each.</summary>
    [TestMethod]
    public void TheRecordsAreThoseOfBolt8()
    {
        byte[] chainingKey = Convert.FromHexString("919219dbb2920afa8db80f9a51787a840bcf111ed8d588caf9ab4be716e42b01");
        NoiseCipher cipher = new(chainingKey, Convert.FromHexString("969ab31b4d288cedf6218839b27a3e2140827047f2c0f01bf5c04435d43511a9"));
        byte[][] frames = [.. Enumerable.Range(0, 1002).Select(_ => cipher.Frame("hello"u8.ToArray()))];
        Assert.AreEqual("cf2b30ddf0cf3f80e7c35a6e6730b59fe802473180f396d88a8fb0db8cbcf25d2f214cf9ea1d95", Convert.ToHexStringLower(frames[0]));
        Assert.AreEqual("72887022101f0b6753e0c7de21657d35a4cb2a1f5cde2650528bbc8f837d0f0d7ad833b1a256a1", Convert.ToHexStringLower(frames[1]));
        Assert.AreEqual("178cb9d7387190fa34db9c2d50027d21793c9bc2d40b1e14dcf30ebeeeb220f48364f7a4c68bf8", Convert.ToHexStringLower(frames[500]));
        Assert.AreEqual("2ecd8c8a5629d0d02ab457a0fdd0f7b90a192cd46be5ecb6ca570bfc5e268338b1a16cf4ef2d36", Convert.ToHexStringLower(frames[1001]));
    }

    /// <summary>draft-irtf-cfrg-xchacha, 2.2.1 and A.3.1.</summary>
    [TestMethod]
    public void TheLongNonceIsThatOfTheDraft()
    {
        byte[] key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        Assert.AreEqual(
            "82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc",
            Convert.ToHexStringLower(HChaCha20.Subkey(key, Convert.FromHexString("000000090000004a0000000031415927"))));

        byte[] plain = "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it."u8.ToArray();
        byte[] associated = Convert.FromHexString("50515253c0c1c2c3c4c5c6c7");
        byte[] nonce = Convert.FromHexString("404142434445464748494a4b4c4d4e4f5051525354555657");
        byte[] cipherKey = [.. Enumerable.Range(0x80, 32).Select(i => (byte)i)];
        byte[] blob = Aead.XSeal(cipherKey, nonce, associated, plain);
        Assert.AreEqual(
            "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e"
                + "3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49",
            Convert.ToHexStringLower(blob[24..]));
        CollectionAssert.AreEqual(plain, Aead.XOpen(cipherKey, associated, blob));
    }

    /// <summary>The vector of lnd's tower: hint, key, fields, fee, and the id of the transaction that it published.</summary>
    [TestMethod]
    [DataRow((ushort)6, "2f89f9c682efbd4b0d31807f1d0234e21f1d737a1694d9ffe66a0ccdbfd3cab5")]
    public void TheSweepIsTheOneThatLndPublishes(ushort blobType, string txid)
    {
        byte[] breach = Convert.FromHexString(
            "0200000001fafafafafafafafafafafafafafafafafafafafafafafafafafafafafafafafa00000000000200008002e09304000000000022002021da3ee563b002dbe5a897c347c676763b1cf18856b930472ce31dd3cb332d"
                + "7a60ae0a0000000000220020257e3a305474679925843ac0afa37400fac4f42aca3e9d0f8b9ad51dc29250b001000020");
        BreachTransaction transaction = BreachTransaction.Parse(breach);
        Assert.AreEqual("1913357ca22e15a5aabcd0c16e6afe31933ed6cc0d6144e4a41ee2e3b8c76710", Convert.ToHexStringLower([.. transaction.Txid.Reverse()]));
        Assert.AreEqual("a9baa0a67ffb71eb594041644db1b930", Convert.ToHexStringLower(SHA256.HashData(transaction.Txid)[..16]));

        byte[] kit =
        [
            22, .. Convert.FromHexString("0014cc1b07838e387deacd0e5232e1e8b49f4c29e484"), .. new byte[20],
            .. Convert.FromHexString("02eec7245d6b7d2ccb30380bfbe2a3648cd7a942653f5aa340edcea1f283686619"), .. Convert.FromHexString("0324653eac434488002cc06bbfb7f10fe18991e35f9fe4302dbea6d2353dc0ab1c"),
            0, 0, 0, 144,
            .. Convert.FromHexString("347fdc904bae672ef9577a6bb2dffb6273258daf962fad8637d4a4f01153cd8902ea7c768655387f28b5f5fe7e0179f76d70b168afa136c5bccb779536180bdb"), .. new byte[97],
        ];
        byte[] key = SHA256.HashData([.. transaction.Txid, .. transaction.Txid]);
        Assert.AreEqual("5a806669804db45606346c3e91a97a7416455f17e9fb3877a99ae590d8e0173f", Convert.ToHexStringLower(key));
        byte[] blob = Aead.XSeal(key, new byte[24], [], kit);
        Assert.AreEqual(314, blob.Length);

        Sweep sweep = Lookout.Open(new CreateSessionMessage(blobType, 1024, 0, 0, 2500), blob, transaction)!;
        Assert.AreEqual(698_783UL, sweep.Sat);
        Assert.AreEqual(txid, Convert.ToHexStringLower([.. sweep.Txid.Reverse()]));

        Tower tower = new([.. Enumerable.Repeat((byte)5, 32)]);
        tower.Book.Create([2, 1], new CreateSessionMessage(blobType, 1024, 0, 0, 2500));
        Assert.IsNull(tower.FindSweep(breach), "nobody told this tower");
        Assert.AreEqual(TowerCode.Ok, tower.Book.Update([2, 1], new StateUpdateMessage(1, 0, 0, SHA256.HashData(transaction.Txid)[..16], blob)).Code);
        CollectionAssert.AreEqual(sweep.Txid, tower.FindSweep(breach)!.Txid);
        CollectionAssert.AreEqual(kit[1..23], sweep.Script);
        Assert.IsTrue(sweep.Bytes.Length > 200);

        kit[120] ^= 1;
        Assert.IsNull(Lookout.Open(new CreateSessionMessage(blobType, 1024, 0, 0, 2500), Aead.XSeal(key, new byte[24], [], kit), transaction), "a signature that does not fit");
    }

    /// <summary>Bytes seen on the wire of a real tower and its client.</summary>
    [TestMethod]
    public void MessagesAreThoseOfTheWire()
    {
        InitMessage init = (InitMessage)TowerMessage.Parse(Convert.FromHexString("0258" + "0001" + "05" + Convert.ToHexString(TowerManners.Regtest)));
        Assert.AreEqual(5, init.Features[0]);
        CreateSessionMessage create = (CreateSessionMessage)TowerMessage.Parse(Convert.FromHexString("025a00060400000000000000000000000000000009c4"));
        Assert.AreEqual(new CreateSessionMessage(6, 1024, 0, 0, 2500), create);
        Assert.AreEqual("025b0000000000", Convert.ToHexStringLower(TowerReplies.CreateSession(0, 0, [])));
        Assert.AreEqual("025b003c000100", Convert.ToHexStringLower(TowerReplies.CreateSession(60, 1, [])));
        Assert.AreEqual("025d00000001", Convert.ToHexStringLower(TowerReplies.StateUpdate(0, 1)));
        Assert.AreEqual("025f0050", Convert.ToHexStringLower(TowerReplies.DeleteSession(80)));
        Assert.AreEqual("025800010a" + Convert.ToHexStringLower(TowerManners.Regtest), Convert.ToHexStringLower(TowerReplies.Init([0x0a], TowerManners.Regtest)));
        Assert.IsInstanceOfType<DeleteSessionMessage>(TowerMessage.Parse([0x02, 0x5e]));
        foreach (string broken in new[] { "", "02", "025a", "025a000604", "025a00060400000000000000000000000000000009c400", "025b0000000000", "9999", "025cffff" })
        {
            Assert.ThrowsException<InvalidDataException>(() => TowerMessage.Parse(Convert.FromHexString(broken)), broken);
        }
    }

    /// <summary>lnd, watchtower/wtdb/session_info.go.</summary>
    [TestMethod]
    public void UpdatesAreAcceptedByLndsRule()
    {
        TowerSession session = new(new CreateSessionMessage(6, 3, 0, 0, 2500));
        Assert.AreEqual(TowerCode.OutOfOrder, session.Accept(Update(2, 0)));
        Assert.AreEqual(TowerCode.Ok, session.Accept(Update(1, 0)));
        Assert.AreEqual(TowerCode.Ok, session.Accept(Update(1, 0)), "the last one again");
        Assert.AreEqual(TowerCode.PermanentFailure, session.Accept(Update(1, 1)), "acknowledged already");
        Assert.AreEqual(TowerCode.Ok, session.Accept(Update(2, 1)));
        Assert.AreEqual(TowerCode.ClientBehind, session.Accept(Update(3, 0)));
        Assert.AreEqual(TowerCode.Ok, session.Accept(Update(3, 2)));
        Assert.AreEqual(TowerCode.UpdatesMaxExceeded, session.Accept(Update(4, 3)));
        Assert.AreEqual(3, session.Updates.Count);

        // It stores by hint: the same hint again takes the older one's place, another one under the same number destroys nothing.
        Assert.AreEqual(TowerCode.Ok, session.Accept(Update(3, 2, hint: 2)));
        Assert.AreEqual(3, session.Updates.Count);
        Assert.AreEqual(TowerCode.Ok, session.Accept(Update(3, 2, hint: 4)));
        Assert.AreEqual(4, session.Updates.Count);

        static StateUpdateMessage Update(ushort sequence, ushort lastApplied, int hint = 0) =>
            new(sequence, lastApplied, 0, [.. Enumerable.Repeat((byte)(hint == 0 ? sequence : hint), 16)], new byte[314]);
    }
}
