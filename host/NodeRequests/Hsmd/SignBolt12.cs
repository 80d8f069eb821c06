using Holdfast.Crypto;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;
using System.Text;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>
/// 25 and 41: a BOLT 12 message, by its merkle root. Without a tweak the node key signs. 25 with one: the offer key, tweaked in public.
/// 41 with one: the node key plus a secret of the info and the tweak, so that offers cannot be linked to the node.
/// </summary>
internal sealed record SignBolt12(string MessageName, string FieldName, byte[] Merkle, byte[]? Info, byte[] Tweak) : IHsmdRequest
{
    public static SignBolt12 Parse(HsmdReader reader, bool withInfo)
    {
        string messageName = reader.Text();
        string fieldName = reader.Text();
        byte[] merkle = reader.Hash();
        byte[]? info = withInfo ? reader.Blob() : null;
        return new SignBolt12(messageName, fieldName, merkle, info, reader.Blob());
    }

    /// <summary>
    /// 25: an invoice that every payer drops. 41 has none: lightningd verifies that signature at once and exits when it is wrong, so a text that
    /// no device takes ends the node with a sentence instead of freezing it.
    /// </summary>
    public byte[]? LastResort(bool isPassing) => Info != null ? null : new HsmdWriter(HsmdType.SignBolt12Reply).Bytes(SignTxReply.NobodysSignature).ToArray();

    public HsmdAnswer Answer(RequestScope scope)
    {
        Bolt12Key key = Tweak.Length == 0 ? Bolt12Key.Node : Info != null ? Bolt12Key.NodeTweaked : Bolt12Key.Bolt12Tweaked;
        Protocol.SignBolt12 request = new()
        {
            Key = key,
            MessageName = Encoding.ASCII.GetBytes(MessageName),
            FieldName = Encoding.ASCII.GetBytes(FieldName),
            Merkle = Merkle,
            Info = Info ?? [],
            Tweak = Tweak,
        };
        byte[] signature = scope.Signer.Ask(request.Encode, SignBolt12Reply.Decode).Signature;

        // The key of 41 has a secret part: nobody without the device can name it.
        if (key != Bolt12Key.NodeTweaked)
        {
            NodeFacts node = scope.Node;
            byte[] point = key == Bolt12Key.Node
                ? node.NodeId
                : scope.Check.AddTweak(node.Bolt12Point, Sha256.Hash([.. node.Bolt12Point, .. Tweak]));
            scope.Check.RequireSchnorr(SignedHash.OfBolt12(MessageName, FieldName, Merkle), signature, point[1..], "a BOLT 12 message");
        }

        HsmdType type = Info != null ? HsmdType.SignBolt12WithInfoReply : HsmdType.SignBolt12Reply;
        return HsmdAnswer.Reply(new HsmdWriter(type).Bytes(signature).ToArray());
    }
}
