using Holdfast.NodeRequests.Bitcoin;

namespace Holdfast.NodeRequests.Wire;

/// <summary>A compact signature and its sighash type, as it travels in hsmd messages.</summary>
internal sealed record BitcoinSignature(byte[] Signature, byte SighashType)
{
    public const int LengthBytes = 64 + 1;
}

/// <summary>A transaction to sign and its PSBT, which tells what the inputs spend and what hides behind the outputs.</summary>
internal sealed record SpendingTransaction(Transaction Transaction, Psbt Psbt);

/// <summary>One HTLC of a commitment as the node lists it. Core Lightning lists those that have an output.</summary>
/// <param name="OfferedByPeer">False: the holder offered it.</param>
/// <param name="PaymentHash">32 bytes.</param>
/// <param name="Expiry">Block height.</param>
internal sealed record HsmdHtlc(bool OfferedByPeer, ulong AmountMsat, byte[] PaymentHash, uint Expiry)
{
    public const int LengthBytes = 1 + 8 + 32 + 4;

    public static HsmdHtlc Read(HsmdReader reader) => new(reader.Bool(), reader.U64(), reader.Hash(), reader.U32());
}

/// <summary>Four base points in wire order.</summary>
internal sealed record HsmdBasepoints(byte[] Revocation, byte[] Payment, byte[] Htlc, byte[] DelayedPayment)
{
    public static HsmdBasepoints Read(HsmdReader reader) => new(reader.Point(), reader.Point(), reader.Point(), reader.Point());
}
