using System.Text;
using Holdfast.DeviceLink;
using Holdfast.NodeRequests.Translation;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests;

/// <summary>What holdfast-plugin asks about the device's vault.</summary>
public sealed partial class NodeSession
{
    private const string InvoiceMessage = "invoice";
    private const string SignatureField = "signature";

    /// <summary>Passes on what is asked about the vault. Tables of payments that the device does not know any more are shown to it first.</summary>
    /// <param name="message">One of the requests 64 to 72.</param>
    /// <returns>
    /// The body of the reply; or null, a sentence, and the tag of the rule that refused. The tag is empty when the device has not done it for another reason, neither now nor
    /// before; it is null when nobody knows.
    /// </returns>
    public (byte[]? Reply, string Sentence, string? Tag) AskVault(byte[] message)
    {
        if (message is not [>= (byte)MessageId.PromiseInvoice and <= (byte)MessageId.MakeBlindedPath, ..])
        {
            return (null, "this is no request about the vault", string.Empty);
        }

        try
        {
            return (new SignerDoor(_signer, _intents, _payments, s_pluginCall).Ask(() => message, reader => reader.Rest()), string.Empty, null);
        }
        catch (SignerException no)
        {
            return (null, no.Message, no.IsAuthentic && IsNotDone(no) ? no.Tag : null);
        }
        catch (BridgeRefusalException no)
        {
            return (null, no.Message, string.Empty);
        }
        catch (LinkLostException away)
        {
            return (null, "the signer does not answer: " + away.Message, null);
        }
    }

    /// <summary>
    /// Has an invoice of BOLT 12 for a promise of the vault signed with the node's key: lightningd has no command for one whose preimage it does not have.
    /// The device reads the whole invoice first
    /// (ReviewBolt12Invoice) and signs no other.
    /// </summary>
    /// <param name="stream">Without the signature.</param>
    /// <returns>The signature; otherwise as <see cref="AskVault"/>.</returns>
    public (byte[]? Signature, string Sentence, string? Tag) SignBolt12Invoice(byte[] stream)
    {
        try
        {
            SignerDoor signer = new(_signer, _intents, _payments, s_pluginCall);
            byte[] merkle = signer.Ask(() => new ReviewBolt12Invoice { Stream = stream }.Encode(), ReviewBolt12InvoiceReply.Decode).Merkle;
            SignBolt12 request = new()
            {
                Key = Bolt12Key.Node,
                MessageName = Encoding.ASCII.GetBytes(InvoiceMessage),
                FieldName = Encoding.ASCII.GetBytes(SignatureField),
                Merkle = merkle,
                Info = [],
                Tweak = [],
            };
            byte[] signature = signer.Ask(request.Encode, SignBolt12Reply.Decode).Signature;
            Check.RequireSchnorr(SignedHash.OfBolt12(InvoiceMessage, SignatureField, merkle), signature, NodeBy(signer).NodeId[1..], "a BOLT 12 invoice");
            return (signature, string.Empty, null);
        }
        catch (SignerException no)
        {
            return (null, no.Message, no.IsAuthentic && IsNotDone(no) ? no.Tag : null);
        }
        catch (BridgeRefusalException no)
        {
            return (null, no.Message, string.Empty);
        }
        catch (LinkLostException away)
        {
            return (null, "the signer does not answer: " + away.Message, null);
        }
    }

    /// <summary>
    /// The device answers a repeated release before it looks at anything else, so whoever is refused, or told what is missing for it, has not got the preimage before. Other
    /// answers say only that the device is not ready.
    /// </summary>
    private static bool IsNotDone(SignerException no) =>
        no is SignerRefusedException or SignerMalformedException || no.Code is ErrorCode.PaymentsUnknown or ErrorCode.PaymentsNotFollowed or ErrorCode.VaultFull;
}
