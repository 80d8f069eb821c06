using System.Buffers.Binary;
using Holdfast.Bytes;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Wire;

namespace Holdfast.NodeRequests.Translation;

/// <summary>
/// The spend of a channel's funding output: commitment, closing or splice. The funding script is in the PSBT of every such request, so the
/// bridge needs no memory of the channel to name the funding and to check the signature.
/// </summary>
/// <param name="Txid">Of the funding transaction, internal byte order.</param>
/// <param name="Script">The 2-of-2 witness script.</param>
/// <param name="HolderPoint">The funding key in it that is not the peer's.</param>
internal sealed record FundingSpend(
    byte[] Txid,
    uint Vout,
    ulong AmountSat,
    byte[] Script,
    byte[] HolderPoint,
    Psbt Psbt,
    int InputIndex)
{
    /// <summary>How the device names a funding: the first four bytes of its txid, big-endian.</summary>
    public uint Prefix => PrefixOf(Txid);

    public static uint PrefixOf(byte[] txid) => BinaryPrimitives.ReadUInt32BigEndian(txid);

    public Transaction Transaction => Psbt.Transaction;

    /// <summary>What a signature of this spend must be over; always with SIGHASH_ALL.</summary>
    public InputSpend Spend => InputSpend.Of(Psbt, InputIndex, AmountSat, Script, SignatureHash.All);

    /// <summary>Reads the funding script from the PSBT.</summary>
    public static FundingSpend Read(SpendingTransaction spending, int inputIndex, byte[] counterpartyFundingPoint)
    {
        byte[] script = spending.Psbt.Inputs[inputIndex].Find(PsbtField.InputWitnessScript)
            ?? throw new MalformedException("PSBT does not name the funding script");
        if (!ScriptShape.IsFunding(script, out byte[] first, out byte[] second))
        {
            throw new MalformedException("input is not locked by a funding script");
        }

        byte[] holder = Check.Same(first, counterpartyFundingPoint) ? second
            : Check.Same(second, counterpartyFundingPoint) ? first
            : throw new MalformedException("funding script without the peer's funding key");
        return With(spending, inputIndex, script, holder);
    }

    /// <summary>Puts the funding script together from its two keys: for PSBTs that do not name it yet, or no longer.</summary>
    public static FundingSpend Of(SpendingTransaction spending, int inputIndex, byte[] holderPoint, byte[] counterpartyFundingPoint)
    {
        bool holderFirst = holderPoint.AsSpan().SequenceCompareTo(counterpartyFundingPoint) < 0;
        byte[] first = holderFirst ? holderPoint : counterpartyFundingPoint;
        byte[] second = holderFirst ? counterpartyFundingPoint : holderPoint;
        return With(spending, inputIndex, ScriptShape.Funding(first, second), holderPoint);
    }

    private static FundingSpend With(SpendingTransaction spending, int inputIndex, byte[] script, byte[] holderPoint)
    {
        TransactionOutput spent = spending.Psbt.SpentBy(inputIndex)
            ?? throw new MalformedException("PSBT does not say what the funding output holds");
        if (!Check.Same(ScriptShape.P2wsh(script), spent.Script))
        {
            throw new MalformedException("funding script does not belong to the funding output");
        }

        TransactionInput input = spending.Transaction.Inputs[inputIndex];
        return new FundingSpend(input.Txid, input.Vout, spent.AmountSat, script, holderPoint, spending.Psbt, inputIndex);
    }
}
