using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>45: signmessagewithkey, a text signed by a wallet key (BIP 137), recoverable.</summary>
internal sealed record Bip137SignMessage(byte[] Message, uint KeyIndex) : IHsmdRequest
{
    public static Bip137SignMessage Parse(HsmdReader reader) => new(reader.Blob(), reader.U32());

    /// <summary>A signature that verifies for nobody: only the one who asked the node to sign is disappointed.</summary>
    public byte[] PoliteRefusal(string sentence) => new HsmdWriter(HsmdType.Bip137SignMessageReply).Bytes(SignTxReply.NobodysSignature).U8(0).ToArray();

    public HsmdAnswer Answer(RequestScope scope)
    {
        SignBip137Message request = new() { KeyIndex = KeyIndex, Message = Message };
        byte[] signature = scope.Signer.Ask(request.Encode, SignBip137MessageReply.Decode).Signature;
        scope.Check.RequireRecoverable(SignedHash.OfBip137(Message), signature, scope.Node.WalletPoint(KeyIndex), "a message with a wallet key");
        return HsmdAnswer.Reply(new HsmdWriter(HsmdType.Bip137SignMessageReply).Bytes(signature).ToArray());
    }
}
