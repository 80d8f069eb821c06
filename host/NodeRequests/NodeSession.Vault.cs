using Holdfast.DeviceLink;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests;

/// <summary>What holdfast-plugin asks about the device's vault.</summary>
public sealed partial class NodeSession
{
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
    /// The device answers a repeated release before it looks at anything else, so whoever is refused, or told what is missing for it, has not got the preimage before. Other
    /// answers say only that the device is not ready.
    /// </summary>
    private static bool IsNotDone(SignerException no) =>
        no is SignerRefusedException or SignerMalformedException || no.Code is ErrorCode.PaymentsUnknown or ErrorCode.PaymentsNotFollowed or ErrorCode.VaultFull;
}
