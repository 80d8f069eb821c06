using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>23: signmessage, a text signed by the node key, recoverable.</summary>
internal sealed record SignMessage(byte[] Message) : IHsmdRequest
{
    public static SignMessage Parse(HsmdReader reader) => new(reader.Blob());

    /// <summary>A signature that verifies for nobody: only the one who asked the node to sign is disappointed.</summary>
    public byte[] PoliteRefusal(string sentence) => new HsmdWriter(HsmdType.SignMessageReply).Bytes(SignTxReply.NobodysSignature).U8(0).ToArray();

    public HsmdAnswer Answer(RequestScope scope)
    {
        byte[] signature = scope.Signer.Ask(new Protocol.SignMessage { Message = Message }.Encode, Protocol.SignMessageReply.Decode).Signature;
        scope.Check.RequireRecoverable(SignedHash.OfMessage(Message), signature, scope.Node.NodeId, "a message");
        return HsmdAnswer.Reply(new HsmdWriter(HsmdType.SignMessageReply).Bytes(signature).ToArray());
    }
}
