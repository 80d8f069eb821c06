using System.Text;
using Holdfast.Bytes;
using Holdfast.NodeRequests.Bitcoin;

namespace Holdfast.NodeRequests.Wire;

/// <summary>
/// Reads the fields of one hsmd message (big-endian; facts of the format: Core Lightning's wire/fromwire.c and hsmd_wire.csv). A message that ends
/// early, has bytes left over, or holds a value that cannot be, is a <see cref="MalformedException"/>.
/// </summary>
internal sealed class HsmdReader(byte[] message)
{
    private readonly ByteReader _bytes = new(message);

    public HsmdType Type() => (HsmdType)_bytes.U16();

    public bool Bool() => _bytes.Flag();

    public byte U8() => _bytes.U8();

    public ushort U16() => _bytes.U16();

    public uint U32() => _bytes.U32();

    public ulong U64() => _bytes.U64();

    public byte[] Bytes(int count) => _bytes.Bytes(count);

    /// <summary>32 bytes: hash, secret or transaction id (internal byte order).</summary>
    public byte[] Hash() => _bytes.Bytes(32);

    /// <summary>A compressed point: 33 bytes with a first byte of 2 or 3. Whether it is on the curve is the signer's question.</summary>
    public byte[] Point()
    {
        byte[] point = _bytes.Bytes(33);
        return point[0] is 2 or 3 ? point : throw new MalformedException("not a compressed point");
    }

    /// <summary>A node id is not always a point: lightningd's own client has 33 zero bytes.</summary>
    public byte[] NodeId() => _bytes.Bytes(33);

    /// <summary>A u16 length and so many bytes.</summary>
    public byte[] Blob() => _bytes.Blob(ushort.MaxValue);

    /// <summary>Text up to its NUL.</summary>
    public string Text()
    {
        List<byte> text = [];
        for (byte next = _bytes.U8(); next != 0; next = _bytes.U8())
        {
            text.Add(next);
        }

        return Encoding.UTF8.GetString([.. text]);
    }

    /// <summary>A signature in compact form and its sighash byte.</summary>
    public BitcoinSignature Signature() => new(_bytes.Bytes(64), _bytes.U8());

    /// <summary>A raw transaction and a PSBT of the same transaction: it spends something and pays something.</summary>
    public SpendingTransaction Transaction()
    {
        Transaction transaction = Bitcoin.Transaction.Parse(LongBlob());
        Psbt psbt = Bitcoin.Psbt.Parse(LongBlob());
        if (transaction.Inputs.Length == 0 || transaction.Outputs.Length == 0)
        {
            throw new MalformedException("transaction without inputs or outputs");
        }

        return Check.Same(transaction.Serialize(), psbt.Transaction.Serialize())
            ? new SpendingTransaction(transaction, psbt)
            : throw new MalformedException("transaction and PSBT are not the same transaction");
    }

    public Psbt Psbt() => Bitcoin.Psbt.Parse(LongBlob());

    /// <summary>A u16 count of items that take at least so many bytes each; more than can follow is malformed before anything is made for them.</summary>
    public int Count(int itemBytesMin)
    {
        int count = U16();
        return count <= _bytes.Remaining / itemBytesMin ? count : throw new MalformedException("fewer items than announced");
    }

    /// <summary>A u16 count and so many HTLCs.</summary>
    public HsmdHtlc[] Htlcs()
    {
        HsmdHtlc[] htlcs = new HsmdHtlc[Count(HsmdHtlc.LengthBytes)];
        for (int i = 0; i < htlcs.Length; i++)
        {
            htlcs[i] = HsmdHtlc.Read(this);
        }

        return htlcs;
    }

    /// <summary>The TLV records to the end of the message: types strictly rising, no record that stands for an unknown rule (BOLT 1).</summary>
    public Dictionary<ulong, byte[]> Tlvs(params ulong[] known)
    {
        Dictionary<ulong, byte[]> records = [];
        ulong last = 0;
        while (_bytes.Remaining > 0)
        {
            ulong type = BigSize();
            ulong length = BigSize();
            if ((records.Count > 0 && type <= last) || length > (ulong)_bytes.Remaining)
            {
                throw new MalformedException("TLV stream out of order or cut");
            }

            if (type % 2 == 0 && !known.Contains(type))
            {
                throw new MalformedException("TLV stream with an unknown even type");
            }

            records[type] = _bytes.Bytes((int)length);
            last = type;
        }

        return records;
    }

    public void End() => _bytes.End();

    private byte[] LongBlob()
    {
        uint length = _bytes.U32();
        return length <= (uint)_bytes.Remaining ? _bytes.Bytes((int)length) : throw new MalformedException("input ends too early");
    }

    private ulong BigSize()
    {
        byte first = _bytes.U8();
        return first switch { < 0xfd => first, 0xfd => _bytes.U16(), 0xfe => _bytes.U32(), _ => _bytes.U64() };
    }
}
