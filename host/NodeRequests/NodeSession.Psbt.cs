using Holdfast.Bytes;
using Holdfast.DeviceLink;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Translation;
using Holdfast.Protocol;
using Holdfast.SecondOpinion;

namespace Holdfast.NodeRequests;

/// <summary>
/// A PSBT of a person: the wallet's inputs are signed as those of a withdrawal that the node asks for. It is the same request to the device, so every rule and the
/// button are the same.
/// </summary>
public sealed partial class NodeSession
{
    /// <summary>Whether another library judges every transaction.</summary>
    public bool HasSecondOpinion => Settings.SecondOpinion != null;

    /// <summary>Says what a PSBT does; nothing is signed.</summary>
    /// <param name="psbt">Version 0 or 2.</param>
    /// <exception cref="LinkLostException">The device is away.</exception>
    public PsbtAnswer ReadPsbt(byte[] psbt) => OfPsbt(psbt, isSigned: false);

    /// <summary>Signs the wallet's inputs, if the device's rules, or its owner, agree.</summary>
    /// <param name="psbt">Version 0 or 2.</param>
    /// <exception cref="LinkLostException">The device is away.</exception>
    public PsbtAnswer SignPsbt(byte[] psbt) => OfPsbt(psbt, isSigned: true);

    private PsbtAnswer OfPsbt(byte[] bytes, bool isSigned)
    {
        string[] text = [];
        try
        {
            Psbt psbt = Psbt.Parse(bytes);
            if (psbt.Inputs.Length == 0 || psbt.Outputs.Length == 0)
            {
                throw new MalformedException("transaction without inputs or outputs");
            }

            SignerDoor door = Door(s_pluginCall);
            WalletPsbt wallet = new(NodeBy(door), psbt, Settings.SecondOpinion);
            text = wallet.Text();
            if (wallet.Own.Length == 0)
            {
                return new PsbtAnswer(null, text, "no input of this PSBT is known as the wallet's. An input needs its witness UTXO or previous transaction, pays to a "
                    + "native segwit or taproot key of the wallet, and needs the key's derivation where its number is high");
            }

            if (!isSigned)
            {
                return new PsbtAnswer(null, text, "");
            }

            new WalletSpend(psbt, wallet.Own, WalletPurpose.Withdrawal, null).Sign(new RequestScope(this, HsmdClient.Lightningd, door));
            psbt.Close();
            return new PsbtAnswer(psbt.Serialize(), text, "");
        }
        catch (SignerRefusedException refusal)
        {
            return new PsbtAnswer(null, text, $"the signer refuses to sign this ({refusal.Rule}, {refusal.Tag}): {refusal.Sentence}");
        }
        catch (Exception no) when (
            no is MalformedException or BridgeRefusalException or SignatureMismatchException or OpinionDiffersException or OpinionAwayException or SignerException)
        {
            return new PsbtAnswer(null, text, no.Message);
        }
    }
}
