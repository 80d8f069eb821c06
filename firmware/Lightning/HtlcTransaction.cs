using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.Lightning;

/// <summary>
/// HTLC-timeout and HTLC-success transactions (BOLT 3): one input, the HTLC output of a commitment, one output with the to_local script.
/// </summary>
public sealed class HtlcTransaction
{
    private const uint Version = 2;

    private readonly byte[] _commitmentTxid;
    private readonly uint _vout;
    private readonly ulong _valueSat;
    private readonly byte[] _witnessScript;
    private readonly uint _sequence;
    private readonly uint _locktime;
    private readonly byte[] _output;

    /// <param name="commitmentTxid">txid of the commitment, internal byte order.</param>
    /// <param name="vout">index of the HTLC output.</param>
    /// <param name="valueSat">its value.</param>
    /// <param name="feeSat">what the transaction leaves to miners (<see cref="Fees.HtlcSat"/>); at most the value.</param>
    /// <param name="witnessScript">the HTLC output's witness script.</param>
    /// <param name="expiry">cltv_expiry for HTLC-timeout, 0 for HTLC-success.</param>
    /// <param name="anchors">with anchors the input waits one block: sequence 1.</param>
    /// <param name="toLocalScript">the P2WSH output script of to_local.</param>
    public HtlcTransaction(byte[] commitmentTxid, uint vout, ulong valueSat, ulong feeSat, byte[] witnessScript, uint expiry, bool anchors,
        byte[] toLocalScript)
    {
        Check.That(feeSat <= valueSat, "an HTLC with an output can pay for its own transaction");

        _commitmentTxid = commitmentTxid;
        _vout = vout;
        _valueSat = valueSat;
        _witnessScript = witnessScript;
        _sequence = anchors ? 1u : 0u;
        _locktime = expiry;
        TransactionWriter output = new TransactionWriter(9 + toLocalScript.Length);
        output.U64(valueSat - feeSat);
        output.Sized(toLocalScript);
        _output = output.Finish();
    }

    /// <summary>The transaction without witness.</summary>
    public byte[] Serialize()
    {
        TransactionWriter transaction = new TransactionWriter(51 + _output.Length);
        transaction.U32(Version);
        transaction.U8(1);
        transaction.Bytes(_commitmentTxid);
        transaction.U32(_vout);
        transaction.U8(0);
        transaction.U32(_sequence);
        transaction.U8(1);
        transaction.Bytes(_output);
        transaction.U32(_locktime);
        return transaction.Finish();
    }

    /// <summary>The 32 bytes to sign. With <paramref name="singleAnyoneCanPay"/> others may add inputs and outputs for the fee.</summary>
    public byte[] Sighash(bool singleAnyoneCanPay)
    {
        byte[] hashOutputs = Sha256.HashTwice(_output);
        if (singleAnyoneCanPay)
        {
            return Bip143.Sighash(Version, null, null, _commitmentTxid, _vout, _witnessScript, _valueSat, _sequence, hashOutputs, _locktime,
                Bip143.SingleAnyoneCanPay);
        }

        return Bip143.Sighash(Version, Bip143.HashOutpoint(_commitmentTxid, _vout), Bip143.HashSequence(_sequence), _commitmentTxid, _vout,
            _witnessScript, _valueSat, _sequence, hashOutputs, _locktime, Bip143.All);
    }
}
