using System;
using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.Lightning;

/// <summary>
/// A commitment transaction rebuilt from numbers alone (BOLT 3, Commitment Transaction): nothing in it comes from a transaction that
/// somebody sent. Construction checks the arithmetic and throws <see cref="MalformedException"/> when no such transaction exists;
/// whether it is wise to sign is for Policy. HTLCs are counted in output order, as the signatures of commitment_signed are (BOLT 2).
/// </summary>
public sealed class CommitmentTransaction
{
    private const uint Version = 2;
    private const int Hash160Length = 20;
    private const int InputsLength = 47; // version, input count, outpoint, empty script, sequence, without the output count

    private readonly CommitmentParameters _parameters;
    private readonly byte[] _fundingScript;
    private readonly byte[] _toLocalScript;
    private readonly HtlcScripts _htlcScripts;
    private readonly ulong _outputSumSat;
    private readonly ulong _trimmedSumMsat;

    // HTLC outputs in transaction order: which HTLC, and at which output. The payment hashes' RIPEMD160, 20 bytes each, is in the order of the list.
    private readonly int _htlcCount;
    private readonly int[] _htlcIndex;
    private readonly int[] _htlcVouts;
    private readonly byte[] _paymentHash160;

    private byte[] _bytes;
    private byte[] _hashOutputs;
    private readonly int _outputsAt;
    private readonly int _toBroadcasterVout;
    private byte[] _txid;

    public CommitmentTransaction(CommitmentParameters parameters)
    {
        RequireSense(parameters);
        _parameters = parameters;
        Htlc[] htlcs = parameters.Content.Htlcs;
        bool anchors = parameters.Type != ChannelType.StaticRemoteKey;
        ulong leftMsat = parameters.FundingSat * 1000; // below 2^61, and only ever taken from
        for (int i = 0; i < htlcs.Length; i++)
        {
            if (htlcs[i].AmountMsat > leftMsat)
            {
                throw new MalformedException("HTLCs add up to more than the channel holds");
            }

            leftMsat -= htlcs[i].AmountMsat;
            if (htlcs[i].IsTrimmed)
            {
                _trimmedSumMsat += htlcs[i].AmountMsat;
            }
            else
            {
                _htlcCount++;
            }
        }

        CommitmentOutputs outputs = new CommitmentOutputs(htlcs, _htlcCount + 4);
        _paymentHash160 = new byte[htlcs.Length * Hash160Length];
        _toLocalScript = Scripts.PayToWitnessScript(
            Scripts.ToLocal(parameters.Keys.Revocation, parameters.ToSelfDelayBlocks, parameters.Keys.BroadcasterDelayed));
        if (_htlcCount > 0)
        {
            _htlcScripts = new HtlcScripts(parameters.Keys, anchors);
        }

        for (int i = 0; i < htlcs.Length; i++)
        {
            if (!htlcs[i].IsTrimmed)
            {
                if (htlcs[i].AmountSat < Fees.HtlcSat(parameters.Type, parameters.Content.FeeratePerKw, IsOffered(htlcs[i])))
                {
                    throw new MalformedException("an HTLC with an output cannot pay for its own transaction");
                }

                Array.Copy(Ripemd160.Hash(htlcs[i].PaymentHash), 0, _paymentHash160, i * Hash160Length, Hash160Length);
                outputs.Insert(htlcs[i].AmountSat, _htlcScripts.PayTo(WitnessScript(i)), i);
            }
        }

        if (parameters.ToBroadcasterSat > 0)
        {
            outputs.Insert(parameters.ToBroadcasterSat, _toLocalScript, -1);
        }

        if (parameters.ToCountersignatorySat > 0)
        {
            byte[] key = parameters.Keys.CountersignatoryPayment;
            byte[] script = anchors ? Scripts.PayToWitnessScript(Scripts.ToRemoteAnchors(key)) : Scripts.PayToWitnessKey(key);
            outputs.Insert(parameters.ToCountersignatorySat, script, -1);
        }

        // An anchor exists for a side that has something to lose: an output of its own, or any HTLC.
        if (anchors && (_htlcCount > 0 || parameters.ToBroadcasterSat > 0))
        {
            outputs.Insert(Fees.AnchorSat, Scripts.PayToWitnessScript(Scripts.Anchor(parameters.BroadcasterFundingKey)), -1);
        }

        if (anchors && (_htlcCount > 0 || parameters.ToCountersignatorySat > 0))
        {
            outputs.Insert(Fees.AnchorSat, Scripts.PayToWitnessScript(Scripts.Anchor(parameters.CountersignatoryFundingKey)), -1);
        }

        if (outputs.Count == 0)
        {
            throw new MalformedException("a commitment transaction without outputs");
        }

        _outputSumSat = outputs.SumSat();

        if (_outputSumSat > parameters.FundingSat || _trimmedSumMsat > (parameters.FundingSat - _outputSumSat) * 1000)
        {
            throw new MalformedException("outputs and trimmed HTLCs add up to more than the channel holds");
        }

        _htlcIndex = new int[_htlcCount];
        _htlcVouts = new int[_htlcCount];
        outputs.FindHtlcs(_htlcIndex, _htlcVouts);
        _toBroadcasterVout = outputs.Find(_toLocalScript);
        _fundingScript = Scripts.Funding(parameters.BroadcasterFundingKey, parameters.CountersignatoryFundingKey);
        _outputsAt = InputsLength - 1 + TransactionWriter.CompactSizeLength(outputs.Count);
        _bytes = Write(outputs);
    }

    /// <summary>Number of HTLC outputs.</summary>
    public int HtlcCount
    {
        get { return _htlcCount; }
    }

    /// <summary>Sum of all outputs, anchors included.</summary>
    public ulong OutputSumSat
    {
        get { return _outputSumSat; }
    }

    /// <summary>What miners get: the funding value minus all outputs.</summary>
    public ulong FeeSat
    {
        get { return _parameters.FundingSat - _outputSumSat; }
    }

    /// <summary>Sum of the HTLCs that have no output. They are part of <see cref="FeeSat"/>.</summary>
    public ulong TrimmedSumMsat
    {
        get { return _trimmedSumMsat; }
    }

    /// <summary>The transaction without witness. Not a copy; null after <see cref="DropBytes"/>.</summary>
    public byte[] Serialize()
    {
        return _bytes;
    }

    /// <summary>
    /// Takes the hashes that signatures need and lets the bytes go: with thirty HTLCs they would be 1.5 KB of a small heap while thirty signatures
    /// are made. Without HTLCs they stay, because the transaction's own hash may never be asked for.
    /// </summary>
    public void DropBytes()
    {
        if (_htlcCount > 0)
        {
            Txid();
            HashOutputs();
            _bytes = null;
        }
    }

    /// <summary>32 bytes in internal byte order. Not a copy.</summary>
    public byte[] Txid()
    {
        if (_txid == null)
        {
            _txid = Sha256.HashTwice(_bytes);
        }

        return _txid;
    }

    /// <summary>The number of the broadcaster's delayed output; −1 when there is none.</summary>
    public int ToBroadcasterVout
    {
        get { return _toBroadcasterVout; }
    }

    /// <summary>What the broadcaster's delayed output holds; 0 when there is none.</summary>
    public ulong ToBroadcasterSat
    {
        get { return _parameters.ToBroadcasterSat; }
    }

    /// <summary>What both funding keys sign: BIP 143, SIGHASH_ALL, over the 2-of-2.</summary>
    public byte[] Sighash()
    {
        uint sequence = Sequence();
        return Bip143.Sighash(Version, Bip143.HashOutpoint(_parameters.FundingTxid, _parameters.FundingVout), Bip143.HashSequence(sequence),
            _parameters.FundingTxid, _parameters.FundingVout, _fundingScript, _parameters.FundingSat, sequence, HashOutputs(), Locktime(), Bip143.All);
    }

    private byte[] HashOutputs()
    {
        if (_hashOutputs == null)
        {
            _hashOutputs = Sha256.Hash(Sha256.Hash(_bytes, _outputsAt, _bytes.Length - 4 - _outputsAt));
        }

        return _hashOutputs;
    }

    /// <summary>The HTLC of the i-th HTLC output.</summary>
    public Htlc HtlcAt(int i)
    {
        return _parameters.Content.Htlcs[_htlcIndex[i]];
    }

    /// <summary>The output index of the i-th HTLC output.</summary>
    public int HtlcVout(int i)
    {
        return _htlcVouts[i];
    }

    /// <summary>The witness script of the i-th HTLC output.</summary>
    public byte[] HtlcWitnessScript(int i)
    {
        return WitnessScript(_htlcIndex[i]);
    }

    /// <summary>The transaction that claims the i-th HTLC output for the broadcaster.</summary>
    public HtlcTransaction HtlcTransactionAt(int i)
    {
        Htlc htlc = HtlcAt(i);
        bool offered = IsOffered(htlc);
        return new HtlcTransaction(Txid(), (uint)_htlcVouts[i], htlc.AmountSat, Fees.HtlcSat(_parameters.Type, _parameters.Content.FeeratePerKw, offered),
            HtlcWitnessScript(i), offered ? htlc.Expiry : 0, _parameters.Type != ChannelType.StaticRemoteKey, _toLocalScript);
    }

    /// <summary>
    /// What is signed for the i-th HTLC output. <paramref name="byCountersignatory"/>: the hash under the countersignatory's signature, the
    /// one that travels in commitment_signed, which is SINGLE|ANYONECANPAY with anchors; false: the broadcaster's own, always ALL.
    /// </summary>
    public byte[] HtlcSighash(int i, bool byCountersignatory)
    {
        return HtlcTransactionAt(i).Sighash(byCountersignatory && _parameters.Type != ChannelType.StaticRemoteKey);
    }

    private bool IsOffered(Htlc htlc)
    {
        return htlc.IsOfferedByPeer != _parameters.HolderBroadcasts;
    }

    private byte[] WitnessScript(int htlcIndex)
    {
        Htlc htlc = _parameters.Content.Htlcs[htlcIndex];
        byte[] hash160 = new byte[Hash160Length];
        Array.Copy(_paymentHash160, htlcIndex * Hash160Length, hash160, 0, Hash160Length);
        return IsOffered(htlc) ? _htlcScripts.Offered(hash160) : _htlcScripts.Received(hash160, htlc.Expiry);
    }

    // The obscured number is split: its upper 24 bits in the sequence, its lower 24 bits in the lock time.
    private uint Sequence()
    {
        return 0x80000000 | (uint)((_parameters.Content.Number ^ _parameters.NumberMask) >> 24);
    }

    private uint Locktime()
    {
        return 0x20000000 | (uint)((_parameters.Content.Number ^ _parameters.NumberMask) & 0xffffff);
    }

    private byte[] Write(CommitmentOutputs outputs)
    {
        TransactionWriter transaction = new TransactionWriter(_outputsAt + outputs.Length() + 4);
        transaction.U32(Version);
        transaction.U8(1);
        transaction.Bytes(_parameters.FundingTxid);
        transaction.U32(_parameters.FundingVout);
        transaction.U8(0);
        transaction.U32(Sequence());
        transaction.CompactSize(outputs.Count);
        outputs.Write(transaction);
        transaction.U32(Locktime());
        return transaction.Finish();
    }

    private static void RequireSense(CommitmentParameters parameters)
    {
        Check.That(parameters.FundingTxid.Length == 32 && parameters.NumberMask <= Shachain.IndexMax, "a commitment spends a known funding output");
        if (parameters.Content.Number > Shachain.IndexMax)
        {
            throw new MalformedException("a commitment number has 48 bits");
        }

        if (parameters.FundingSat > Amounts.SatMax || parameters.ToBroadcasterSat > Amounts.SatMax || parameters.ToCountersignatorySat > Amounts.SatMax)
        {
            throw new MalformedException("an amount larger than all bitcoin");
        }

        if (parameters.ToSelfDelayBlocks < 0 || parameters.ToSelfDelayBlocks > 0xffff)
        {
            throw new MalformedException("a to_self_delay has 16 bits");
        }

        if (parameters.Content.Htlcs.Length > Htlc.CountMax)
        {
            throw new MalformedException("more HTLCs than a commitment can have");
        }
    }
}
