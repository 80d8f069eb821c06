using Holdfast.Bytes;
using Holdfast.DeviceLink;
using Holdfast.NodeRequests.Hsmd;

namespace Holdfast.NodeRequests;

/// <summary>
/// For a caller that can hold the node's frame to the peer back: the device is asked whether it would sign, the node stores its state, and only when its
/// frame passes is the device asked for the signature (host/IntentLog/README.md).
/// </summary>
public sealed partial class NodeSession
{
    /// <summary>Answers 19 with a placeholder where the device would sign and its HTLC signatures may leave before the promise; 20 is then answered as ever.</summary>
    /// <param name="client">A channel's daemon whose frames the caller holds.</param>
    /// <param name="request">Type and body, without the length prefix.</param>
    /// <param name="placeholder">64 bytes that the node takes for a signature.</param>
    /// <param name="asker">Who waits for the answer; somebody with patience unless said.</param>
    public WriteAheadAnswer Prepare(HsmdClient client, byte[] request, byte[] placeholder, Asker? asker = null)
    {
        PreparedCommitment? prepared = null;
        HsmdAnswer answer = Answered(client, request, asker, (parsed, scope) => parsed is SignRemoteCommitmentTx commitment
            ? commitment.Prepare(scope, placeholder, out prepared)
            : throw new MalformedException("only the peer's commitment is prepared"));
        return new WriteAheadAnswer(answer, answer.Kind == HsmdAnswerKind.Reply ? prepared : null);
    }

    /// <summary>
    /// The signature that the placeholder stands for: the intent is written, then the device asked. The same again gives the same signature, for as long as the
    /// device's rules let it.
    /// </summary>
    public LateSignature SignPrepared(PreparedCommitment prepared, Asker? asker = null)
    {
        try
        {
            byte[] signature = SignRemoteCommitmentTx.SignPrepared(this, Door(asker), prepared);
            return new LateSignature(HsmdAnswer.Reply(SignTxReply.Of(signature, Bitcoin.SignatureHash.All)), signature);
        }
        catch (Exception no) when (no is not (OperationCanceledException or OutOfMemoryException))
        {
            return new LateSignature(Explain(no, null), null);
        }
    }
}
