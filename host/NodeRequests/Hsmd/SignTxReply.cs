using Holdfast.Lightning;
using Holdfast.NodeRequests.Wire;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>112: the reply to most requests that sign a transaction: one signature and its sighash type.</summary>
internal static class SignTxReply
{
    /// <summary>r = s = 0x01..01: parses as a signature and verifies for nobody.</summary>
    public static byte[] NobodysSignature => [.. Enumerable.Repeat((byte)1, 64)];

    public static byte[] Placeholder => Of(NobodysSignature, Bitcoin.SignatureHash.All);

    /// <summary>The placeholder as the node stores it in a PSBT.</summary>
    public static byte[] PlaceholderInPsbt { get; } = InPsbt(NobodysSignature);

    /// <summary>A compact signature as a PSBT's partial signature: DER and the sighash byte (BIP 174).</summary>
    public static byte[] InPsbt(byte[] signature) => [.. DerSignature.Encode(signature), Bitcoin.SignatureHash.All];

    public static byte[] Of(byte[] signature, byte sighashType, HsmdType type = HsmdType.SignTxReply) =>
        new HsmdWriter(type).Bytes(signature).U8(sighashType).ToArray();
}
