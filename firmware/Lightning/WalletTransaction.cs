using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.Lightning;

/// <summary>
/// Any other transaction that the device signs, rebuilt from its parts: wallet payments, sweeps of channel outputs, splices. Gives the txid
/// and the hashes that version 0 (BIP 143) and taproot key path (BIP 341) signatures commit to. The hashes that all inputs share are
/// computed once.
/// </summary>
public sealed class WalletTransaction
{
    private static readonly byte[] s_tapSighash =
    {
        (byte)'T', (byte)'a', (byte)'p', (byte)'S', (byte)'i', (byte)'g', (byte)'h', (byte)'a', (byte)'s', (byte)'h',
    };

    private readonly uint _version;
    private readonly uint _locktime;
    private readonly TransactionInput[] _inputs;
    private readonly TransactionOutput[] _outputs;
    private byte[] _prevouts;
    private byte[] _sequences;
    private byte[] _outputsHash;
    private byte[] _tapMiddle;

    public WalletTransaction(uint version, uint locktime, TransactionInput[] inputs, TransactionOutput[] outputs)
    {
        if (inputs.Length == 0 || outputs.Length == 0)
        {
            throw new MalformedException("a transaction has inputs and outputs");
        }

        _version = version;
        _locktime = locktime;
        _inputs = inputs;
        _outputs = outputs;
    }

    public int OutputCount
    {
        get { return _outputs.Length; }
    }

    public TransactionOutput OutputAt(int i)
    {
        return _outputs[i];
    }

    /// <summary>The transaction without witnesses.</summary>
    public byte[] Serialize()
    {
        int length = 8 + TransactionWriter.CompactSizeLength(_inputs.Length) + 41 * _inputs.Length
            + TransactionWriter.CompactSizeLength(_outputs.Length) + OutputsLength();
        for (int i = 0; i < _inputs.Length; i++)
        {
            length += _inputs[i].RedeemScript == null ? 0 : 1 + _inputs[i].RedeemScript.Length;
        }

        TransactionWriter transaction = new TransactionWriter(length);
        transaction.U32(_version);
        transaction.CompactSize(_inputs.Length);
        for (int i = 0; i < _inputs.Length; i++)
        {
            transaction.Bytes(_inputs[i].Txid);
            transaction.U32(_inputs[i].Vout);
            if (_inputs[i].RedeemScript == null)
            {
                transaction.U8(0);
            }
            else
            {
                // BIP 141: the script of the input is one push of the program, nothing else.
                transaction.U8(1 + _inputs[i].RedeemScript.Length);
                transaction.Sized(_inputs[i].RedeemScript);
            }

            transaction.U32(_inputs[i].Sequence);
        }

        transaction.CompactSize(_outputs.Length);
        for (int i = 0; i < _outputs.Length; i++)
        {
            _outputs[i].Write(transaction);
        }

        transaction.U32(_locktime);
        return transaction.Finish();
    }

    /// <summary>32 bytes in internal byte order.</summary>
    public byte[] Txid()
    {
        return Sha256.HashTwice(Serialize());
    }

    /// <summary>
    /// 32 bytes over everything that a signature on any input can commit to: the transaction, and of every input the amount and script that it
    /// spends. The txid is not enough where a person agrees: it knows no amounts.
    /// </summary>
    public byte[] Digest()
    {
        Sha256Stream digest = new Sha256Stream();
        digest.Update(Serialize());
        for (int i = 0; i < _inputs.Length; i++)
        {
            byte[] script = _inputs[i].SpentScript;
            TransactionWriter spent = new TransactionWriter(8 + TransactionWriter.CompactSizeLength(script.Length) + script.Length);
            spent.U64(_inputs[i].ValueSat);
            spent.Sized(script);
            digest.Update(spent.Finish());
        }

        return digest.Finish();
    }

    /// <summary>
    /// BIP 143. <paramref name="scriptCode"/> is the witness script, or <see cref="Scripts.KeyScriptCode"/> for P2WPKH. Types:
    /// <see cref="Bip143.All"/>, and <see cref="Bip143.SingleAnyoneCanPay"/> for an input with an output of the same index.
    /// </summary>
    public byte[] Bip143Sighash(int i, byte[] scriptCode, byte type)
    {
        TransactionInput input = _inputs[i];
        if (type == Bip143.SingleAnyoneCanPay)
        {
            if (i >= _outputs.Length)
            {
                throw new MalformedException("SIGHASH_SINGLE needs an output of the same index");
            }

            TransactionWriter single = new TransactionWriter(_outputs[i].Length);
            _outputs[i].Write(single);
            return Bip143.Sighash(_version, null, null, input.Txid, input.Vout, scriptCode, input.ValueSat, input.Sequence,
                Sha256.HashTwice(single.Finish()), _locktime, type);
        }

        if (type != Bip143.All)
        {
            throw new MalformedException("a sighash type that is not in use here");
        }

        HashParts();
        return Bip143.Sighash(_version, Sha256.Hash(_prevouts), Sha256.Hash(_sequences), input.Txid, input.Vout, scriptCode, input.ValueSat,
            input.Sequence, Sha256.Hash(_outputsHash), _locktime, type);
    }

    /// <summary>BIP 341, key path, SIGHASH_DEFAULT, no annex: commits to the values and scripts of all inputs.</summary>
    public byte[] Bip341Sighash(int i)
    {
        HashParts();
        if (_tapMiddle == null)
        {
            int scripts = 0;
            for (int k = 0; k < _inputs.Length; k++)
            {
                scripts += TransactionWriter.CompactSizeLength(_inputs[k].SpentScript.Length) + _inputs[k].SpentScript.Length;
            }

            TransactionWriter amounts = new TransactionWriter(8 * _inputs.Length);
            TransactionWriter spent = new TransactionWriter(scripts);
            for (int k = 0; k < _inputs.Length; k++)
            {
                amounts.U64(_inputs[k].ValueSat);
                spent.Sized(_inputs[k].SpentScript);
            }

            TransactionWriter middle = new TransactionWriter(64);
            middle.Bytes(Sha256.Hash(amounts.Finish()));
            middle.Bytes(Sha256.Hash(spent.Finish()));
            _tapMiddle = middle.Finish();
        }

        // epoch, hash_type, version, locktime, prevouts, amounts and scripts, sequences, outputs, spend_type, input index
        TransactionWriter message = new TransactionWriter(175);
        message.U8(0);
        message.U8(0);
        message.U32(_version);
        message.U32(_locktime);
        message.Bytes(_prevouts);
        message.Bytes(_tapMiddle);
        message.Bytes(_sequences);
        message.Bytes(_outputsHash);
        message.U8(0);
        message.U32((uint)i);
        return TaggedHash.Of(s_tapSighash, message.Finish());
    }

    // Single SHA-256 of all outpoints, sequences and outputs: BIP 341 uses them as they are, BIP 143 hashes them once more.
    private void HashParts()
    {
        if (_prevouts != null)
        {
            return;
        }

        TransactionWriter outpoints = new TransactionWriter(36 * _inputs.Length);
        TransactionWriter sequences = new TransactionWriter(4 * _inputs.Length);
        for (int i = 0; i < _inputs.Length; i++)
        {
            outpoints.Bytes(_inputs[i].Txid);
            outpoints.U32(_inputs[i].Vout);
            sequences.U32(_inputs[i].Sequence);
        }

        TransactionWriter outputs = new TransactionWriter(OutputsLength());
        for (int i = 0; i < _outputs.Length; i++)
        {
            _outputs[i].Write(outputs);
        }

        _sequences = Sha256.Hash(sequences.Finish());
        _outputsHash = Sha256.Hash(outputs.Finish());
        _prevouts = Sha256.Hash(outpoints.Finish());
    }

    private int OutputsLength()
    {
        int length = 0;
        for (int i = 0; i < _outputs.Length; i++)
        {
            length += _outputs[i].Length;
        }

        return length;
    }
}
