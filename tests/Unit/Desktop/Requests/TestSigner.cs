using Holdfast.Crypto;
using Holdfast.Journal;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.Secrets;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>What the handlers work with, without the device around it.</summary>
internal static class TestSigner
{
    /// <summary>With a raw secret made of one byte, on an empty journal.</summary>
    /// <param name="volume">What the volume's id is made of: another one is another life of the device.</param>
    /// <param name="limits">Those of a test network when null.</param>
    public static SignerContext Of(byte secret, byte volume = 0, Limits? limits = null)
    {
        SoftwareHmac hmac = new();
        Secp256k1 curve = Secp256k1.Software();
        TestVolume storage = new();
        KeyTree tree = new(curve, hmac, TestDevice.Fill(32, secret), false);
        byte[] key = tree.JournalKey();
        FlashJournal.Format(storage, hmac, key, TestDevice.Fill(16, volume));
        TestButton button = new();
        Owner owner = new(button, new TestLight(), button.Clock);
        return new SignerContext(curve, hmac, tree, FlashJournal.Open(storage, hmac, key), Network.Regtest, limits ?? new Limits(false, 30), owner, button.Clock);
    }
}
