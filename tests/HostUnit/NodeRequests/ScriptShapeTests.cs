using Holdfast.NodeRequests.Translation;

namespace Holdfast.HostUnit.NodeRequests;

[TestClass]
public class ScriptShapeTests
{
    private static readonly byte[] s_point = [2, .. Enumerable.Repeat((byte)7, 32)];
    private static readonly byte[] s_other = [3, .. Enumerable.Repeat((byte)9, 32)];

    [DataTestMethod]
    [DataRow(1u, "51")]
    [DataRow(16u, "60")]
    [DataRow(17u, "0111")]
    [DataRow(127u, "017f")]
    [DataRow(128u, "028000")]
    [DataRow(4032u, "02c00f")]
    [DataRow(0x8000u, "03008000")]
    public void ToRemotePushesItsLockMinimally(uint blocks, string push)
    {
        byte[] script = ScriptShape.ToRemoteAnchors(s_point, blocks);
        Assert.AreEqual("21" + Convert.ToHexStringLower(s_point) + "ad" + push + "b2", Convert.ToHexStringLower(script));
        Assert.IsTrue(ScriptShape.IsToRemoteAnchors(script, out byte[] point));
        CollectionAssert.AreEqual(s_point, point);
    }

    [TestMethod]
    public void FundingGivesItsKeysBack()
    {
        Assert.IsTrue(ScriptShape.IsFunding(ScriptShape.Funding(s_point, s_other), out byte[] first, out byte[] second));
        CollectionAssert.AreEqual(s_point, first);
        CollectionAssert.AreEqual(s_other, second);
    }

    [DataTestMethod]
    [DataRow("56")]
    [DataRow("029000")]
    [DataRow("02e007")]
    public void DelayedOutputIsRecognisedWithAnyLock(string push)
    {
        byte[] script = Convert.FromHexString("6321" + Convert.ToHexString(s_point) + "67" + push + "b27521" + Convert.ToHexString(s_other) + "68ac");
        Assert.IsTrue(ScriptShape.IsDelayed(script, out byte[] revocation, out byte[] delayed));
        CollectionAssert.AreEqual(s_point, revocation);
        CollectionAssert.AreEqual(s_other, delayed);
    }

    [TestMethod]
    public void HtlcScriptsOfBothKindsAreRead()
    {
        string head = "76a914" + new string('1', 40) + "8763ac6721" + Convert.ToHexString(s_point) + "7c820120 87".Replace(" ", "");
        string offered = head + "6475527c21" + Convert.ToHexString(s_other) + "52ae67a914" + new string('2', 40) + "88ac6851b27568";
        HtlcScript read = ScriptShape.Htlc(Convert.FromHexString(offered))!;
        Assert.IsTrue(read.OfferedByBroadcaster);
        CollectionAssert.AreEqual(s_point, read.CountersignatoryPoint);
        CollectionAssert.AreEqual(s_other, read.BroadcasterPoint);
        Assert.IsNull(read.Expiry);

        string received = head + "63a914" + new string('2', 40) + "88527c21" + Convert.ToHexString(s_other) + "52ae677503a0860 1b175ac6851b27568".Replace(" ", "");
        read = ScriptShape.Htlc(Convert.FromHexString(received))!;
        Assert.IsFalse(read.OfferedByBroadcaster);
        Assert.AreEqual(100_000u, read.Expiry);
        CollectionAssert.AreEqual(Enumerable.Repeat((byte)0x22, 20).ToArray(), read.PaymentHash160);
    }

    [TestMethod]
    public void NothingElseIsAnHtlcAndNoPrefixIs()
    {
        string head = "76a914" + new string('1', 40) + "8763ac6721" + Convert.ToHexString(s_point) + "7c82012087";
        byte[] received = Convert.FromHexString(head + "63a914" + new string('2', 40) + "88527c21" + Convert.ToHexString(s_other) + "52ae677503a08601b175ac6868");
        Assert.IsNotNull(ScriptShape.Htlc(received));
        for (int length = 0; length < 130; length++)
        {
            Assert.IsNull(ScriptShape.Htlc(received[..length]));
        }

        Random random = new(1);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] mutant = [.. received];
            mutant[random.Next(mutant.Length)] = (byte)random.Next(256);
            ScriptShape.Htlc(mutant);
            ScriptShape.IsDelayed(mutant, out _, out _);
            ScriptShape.IsFunding(mutant, out _, out _);
            ScriptShape.IsToRemoteAnchors(mutant, out _);
        }
    }
}
