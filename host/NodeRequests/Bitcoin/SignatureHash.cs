using System.Text;
using Holdfast.Crypto;

namespace Holdfast.NodeRequests.Bitcoin;

/// <summary>
/// The hash that a signature must be over, computed from the node's own transaction. The bridge checks every signature of the device against
/// it: a signer that rebuilt something else is found out here and not by the peer.
/// </summary>
internal static class SignatureHash
{
    public const byte All = 0x01;

    public const byte SingleAnyoneCanPay = 0x83;

    /// <summary>Segregated witness version 0 (BIP 143), for <see cref="All"/> and <see cref="SingleAnyoneCanPay"/>.</summary>
    /// <param name="scriptCode">The witness script, or the P2PKH form of a P2WPKH program.</param>
    public static byte[] Bip143(Transaction transaction, int inputIndex, byte[] scriptCode, ulong amountSat, byte type)
    {
        bool all = type == All;
        if (!all && type != SingleAnyoneCanPay)
        {
            throw new ArgumentOutOfRangeException(nameof(type), "only ALL and SINGLE|ANYONECANPAY occur in the protocol");
        }

        TransactionInput input = transaction.Inputs[inputIndex];
        BitcoinWriter writer = new();
        writer.U32(transaction.Version);
        writer.Bytes(all ? Sha256.HashTwice(Prevouts(transaction)) : new byte[32]);
        writer.Bytes(all ? Sha256.HashTwice(Sequences(transaction)) : new byte[32]);
        writer.Bytes(input.Txid);
        writer.U32(input.Vout);
        writer.Blob(scriptCode);
        writer.U64(amountSat);
        writer.U32(input.Sequence);
        writer.Bytes(OutputsHash(transaction, inputIndex, all));
        writer.U32(transaction.Locktime);
        writer.U32(type);
        return Sha256.HashTwice(writer.ToArray());
    }

    /// <summary>Taproot key path with SIGHASH_DEFAULT and no annex (BIP 341).</summary>
    /// <param name="spent">The outputs that the inputs spend, in order.</param>
    public static byte[] Bip341(Transaction transaction, int inputIndex, TransactionOutput[] spent)
    {
        BitcoinWriter amounts = new();
        BitcoinWriter scripts = new();
        foreach (TransactionOutput output in spent)
        {
            amounts.U64(output.AmountSat);
            scripts.Blob(output.Script);
        }

        BitcoinWriter outputs = new();
        foreach (TransactionOutput output in transaction.Outputs)
        {
            outputs.U64(output.AmountSat);
            outputs.Blob(output.Script);
        }

        BitcoinWriter writer = new();
        writer.U8(0);
        writer.U8(0);
        writer.U32(transaction.Version);
        writer.U32(transaction.Locktime);
        writer.Bytes(Sha256.Hash(Prevouts(transaction)));
        writer.Bytes(Sha256.Hash(amounts.ToArray()));
        writer.Bytes(Sha256.Hash(scripts.ToArray()));
        writer.Bytes(Sha256.Hash(Sequences(transaction)));
        writer.Bytes(Sha256.Hash(outputs.ToArray()));
        writer.U8(0);
        writer.U32((uint)inputIndex);
        return TaggedHash.Of(Encoding.ASCII.GetBytes("TapSighash"), writer.ToArray());
    }

    private static byte[] OutputsHash(Transaction transaction, int inputIndex, bool all)
    {
        if (!all && inputIndex >= transaction.Outputs.Length)
        {
            return new byte[32];
        }

        BitcoinWriter writer = new();
        foreach (TransactionOutput output in all ? transaction.Outputs : [transaction.Outputs[inputIndex]])
        {
            writer.U64(output.AmountSat);
            writer.Blob(output.Script);
        }

        return Sha256.HashTwice(writer.ToArray());
    }

    private static byte[] Prevouts(Transaction transaction)
    {
        BitcoinWriter writer = new();
        foreach (TransactionInput input in transaction.Inputs)
        {
            writer.Bytes(input.Txid);
            writer.U32(input.Vout);
        }

        return writer.ToArray();
    }

    private static byte[] Sequences(Transaction transaction)
    {
        BitcoinWriter writer = new();
        foreach (TransactionInput input in transaction.Inputs)
        {
            writer.U32(input.Sequence);
        }

        return writer.ToArray();
    }
}
