using Holdfast.Bytes;

namespace Holdfast.Lightning;

/// <summary>
/// A mutual close rebuilt from amounts and scripts (BOLT 3, Closing Transaction): the funding outpoint in, one output per side out, ordered by
/// value and then script. An amount of 0 means that the side has no output (BOLT 2 lets it be omitted as dust).
/// </summary>
public sealed class ClosingTransaction
{
    private readonly WalletTransaction _transaction;
    private readonly byte[] _fundingScript;
    private readonly ulong _feeSat;

    /// <param name="fundingTxid">internal byte order.</param>
    /// <param name="fundingVout">output index of the funding output.</param>
    /// <param name="fundingSat">its value.</param>
    /// <param name="holderFundingKey">33 bytes.</param>
    /// <param name="counterpartyFundingKey">33 bytes.</param>
    /// <param name="toHolderSat">the holder's output, 0 for none.</param>
    /// <param name="toCounterpartySat">the counterparty's output, 0 for none.</param>
    /// <param name="holderScript">output script; ignored when there is no such output.</param>
    /// <param name="counterpartyScript">output script; ignored when there is no such output.</param>
    /// <param name="locktime">0, or a height with option_simple_close.</param>
    /// <param name="sequence">0xffffffff, or 0xfffffffd with option_simple_close.</param>
    public ClosingTransaction(byte[] fundingTxid, uint fundingVout, ulong fundingSat, byte[] holderFundingKey, byte[] counterpartyFundingKey,
        ulong toHolderSat, ulong toCounterpartySat, byte[] holderScript, byte[] counterpartyScript, uint locktime, uint sequence)
    {
        if (toHolderSat > fundingSat || toCounterpartySat > fundingSat - toHolderSat)
        {
            throw new MalformedException("the outputs of the close add up to more than the channel holds");
        }

        _feeSat = fundingSat - toHolderSat - toCounterpartySat;
        _fundingScript = Scripts.Funding(holderFundingKey, counterpartyFundingKey);
        TransactionInput input = new TransactionInput(fundingTxid, fundingVout, sequence, fundingSat, Scripts.PayToWitnessScript(_fundingScript));
        _transaction = new WalletTransaction(2, locktime, new TransactionInput[] { input },
            Outputs(toHolderSat, toCounterpartySat, holderScript, counterpartyScript));
    }

    public ulong FeeSat
    {
        get { return _feeSat; }
    }

    /// <summary>The transaction without witness.</summary>
    public byte[] Serialize()
    {
        return _transaction.Serialize();
    }

    /// <summary>32 bytes in internal byte order.</summary>
    public byte[] Txid()
    {
        return _transaction.Txid();
    }

    /// <summary>What both funding keys sign: BIP 143, SIGHASH_ALL.</summary>
    public byte[] Sighash()
    {
        return _transaction.Bip143Sighash(0, _fundingScript, Bip143.All);
    }

    private static TransactionOutput[] Outputs(ulong toHolderSat, ulong toCounterpartySat, byte[] holderScript, byte[] counterpartyScript)
    {
        if (toHolderSat == 0 && toCounterpartySat == 0)
        {
            throw new MalformedException("a close without outputs");
        }

        if (toHolderSat == 0)
        {
            return new TransactionOutput[] { new TransactionOutput(toCounterpartySat, counterpartyScript) };
        }

        TransactionOutput holder = new TransactionOutput(toHolderSat, holderScript);
        if (toCounterpartySat == 0)
        {
            return new TransactionOutput[] { holder };
        }

        TransactionOutput counterparty = new TransactionOutput(toCounterpartySat, counterpartyScript);
        bool holderFirst = toHolderSat != toCounterpartySat
            ? toHolderSat < toCounterpartySat
            : Scripts.Compare(holderScript, counterpartyScript) <= 0;
        return holderFirst ? new TransactionOutput[] { holder, counterparty } : new TransactionOutput[] { counterparty, holder };
    }
}
