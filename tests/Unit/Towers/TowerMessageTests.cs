using Holdfast.Bytes;
using Holdfast.Towers;
using Holdfast.Unit.Protocol;

namespace Holdfast.Unit.Towers;

/// <summary>The messages as a real client and a real tower have sent them, and nothing else is read.</summary>
[TestClass]
public class TowerMessageTests
{
    private const string Regtest = "06226e46111a0b59caaf126043eb5bbf28c34f3a5e332a1fc7b2b73cf188910f";

    [TestMethod]
    public void WhatAClientSaysHasTheBytesOfLnd()
    {
        byte[] chain = Hex.Bytes(Regtest);
        Assert.AreEqual("0258000105" + Regtest, Hex.Text(TowerMessages.EncodeInit(5, chain)));
        Assert.AreEqual("0258000101" + Regtest, Hex.Text(TowerMessages.EncodeInit(1, chain)));
        Assert.AreEqual("025a00060400000000000000000000000000000009c4", Hex.Text(TowerMessages.EncodeCreateSession(6, 1024, 2500)));
        Assert.AreEqual("025e", Hex.Text(TowerMessages.EncodeDeleteSession()));
        byte[] update = TowerMessages.EncodeStateUpdate(0x0102, 0x0304, true, Sample.Bytes(16, 1), Sample.Bytes(314, 2));
        Assert.AreEqual("025c0102030401" + Hex.Text(Sample.Bytes(16, 1)) + "fd3a01" + Hex.Text(Sample.Bytes(314, 2)), Hex.Text(update));
    }

    [TestMethod]
    public void WhatATowerSaysIsRead()
    {
        Reads("025800010a" + Regtest, TowerMessages.Init, 0, 0, "0a");
        Reads("025b0000000000", TowerMessages.CreateSessionReply, 0, 0, "");
        Reads("025b003c000100", TowerMessages.CreateSessionReply, 60, 1, "");
        Reads("025b0040000000", TowerMessages.CreateSessionReply, 64, 0, "");
        Reads("025d00000001", TowerMessages.StateUpdateReply, 0, 1, "");
        Reads("025d00480000", TowerMessages.StateUpdateReply, 72, 0, "");
        Reads("025f0000", TowerMessages.DeleteSessionReply, 0, 0, "");
        Reads("025f0050", TowerMessages.DeleteSessionReply, 80, 0, "");
        Reads("0259002803010203", TowerMessages.Error, 40, 0, "010203");
    }

    [TestMethod]
    public void AScriptOfTheTowersIsAtMostSoLong()
    {
        string script = Hex.Text(Sample.Bytes(1024, 3));
        Reads("025b00000000fd0004" + script, TowerMessages.CreateSessionReply, 0, 0, script);
        IsMalformed("025b00000000fd0104" + script + "00");
        IsMalformed("025b00000000fdfc00" + script);
        IsMalformed("025b00000000fe00040000" + script);
        IsMalformed("025b00000000ff0004000000000000" + script);
        Assert.AreEqual(TowerReply.BytesMax, Hex.Bytes("025b00000000fd0004" + script).Length);
    }

    [TestMethod]
    public void EveryPrefixTailAndOtherTypeIsMalformed()
    {
        string[] good = { "025800010a" + Regtest, "025b0000000003aabbcc", "025d00000001", "025f0000", "025900280201ff" };
        for (int i = 0; i < good.Length; i++)
        {
            Sample.PrefixesAndTails(Hex.Bytes(good[i]), 0, reader => TowerReply.Decode(reader.Rest()));
        }

        string[] others = { "025a00060400000000000000000000000000000009c4", "025c", "025e", "0257", "0260", "0000", "ffff" };
        for (int i = 0; i < others.Length; i++)
        {
            IsMalformed(others[i]);
        }
    }

    [TestMethod]
    public void OnlyRequiredFeaturesThatNobodyKnowsMatter()
    {
        Requires("", false);
        Requires("0a", false);
        Requires("3f", false);
        Requires("40", true);
        Requires("80", false);
        Requires("0100", true);
        Requires("0200", false);
        Requires("aa00", false);
        Requires("100000", true);
    }

    private static void Requires(string features, bool isUnknown)
    {
        int bytes = features.Length / 2;
        TowerReply init = TowerReply.Decode(Hex.Bytes("025800" + Hex.Text(new byte[] { (byte)bytes }) + features + Regtest));
        Assert.AreEqual(isUnknown, init.RequiresUnknownFeature);
    }

    private static void Reads(string message, int type, int code, int lastApplied, string data)
    {
        TowerReply reply = TowerReply.Decode(Hex.Bytes(message));
        Assert.AreEqual(type, reply.Type);
        Assert.AreEqual(code, reply.Code);
        Assert.AreEqual(lastApplied, reply.LastApplied);
        Assert.AreEqual(data, Hex.Text(reply.Data));
    }

    private static void IsMalformed(string message)
    {
        Expect.Throws(typeof(MalformedException), () => TowerReply.Decode(Hex.Bytes(message)));
    }
}
