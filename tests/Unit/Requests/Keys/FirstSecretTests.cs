using Holdfast.Crypto;
using Holdfast.Protocol;
using Holdfast.Requests;

namespace Holdfast.Unit.Requests;

/// <summary>What stands beside the first multiplication after a boot: of the real curve, so tests/Simulator/RequestLedger leaves it out.</summary>
[TestClass]
public class FirstSecretTests
{
    /// <summary>
    /// Two devices that differ in nothing but their generators multiply the same secret, and read other entries of the table for it: nobody learns it
    /// from where they read.
    /// </summary>
    [TestMethod]
    public void TheFirstSecretAfterABootMeetsABlindOfItsOwn()
    {
        TestDevice device = new TestDevice();
        device.Provision(0x11);
        int first = ReadsOfAnUnlock(device.Volume.Fork(), 7);
        Assert.AreEqual(first, ReadsOfAnUnlock(device.Volume.Fork(), 7));
        Assert.IsTrue(first != ReadsOfAnUnlock(device.Volume.Fork(), 8));
    }

    private static int ReadsOfAnUnlock(TestVolume volume, byte entropy)
    {
        WatchedTable table = new WatchedTable(GeneratorTable.Make(false));
        TestButton button = new TestButton();
        Signer signer = new Signer(volume, button.Clock, new TestEntropy(entropy), button, new TestLight(), new SoftwareHmac(), table, Hex.Ascii("test"));
        signer.Boot();
        table.Reads = 0;
        Unlock unlock = new Unlock();
        unlock.HostHalf = TestDevice.Fill(32, 0x77);
        byte[] message = unlock.Encode();
        Assert.IsTrue(Reply.Decode(signer.Handle(message, message.Length)).Status == ReplyStatus.Ok);
        return table.Reads;
    }
}
