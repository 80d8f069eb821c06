using System.Buffers.Binary;
using System.Security.Cryptography;
using Holdfast.Crypto;
using Holdfast.Lightning;

namespace Holdfast.ReferenceTower;

/// <summary>What a tower publishes: one input, one output, signed in advance by who hired it.</summary>
/// <param name="Bytes">With its witness.</param>
/// <param name="Txid">Internal byte order.</param>
/// <param name="Script">Where the money goes.</param>
public sealed record Sweep(byte[] Bytes, byte[] Txid, ulong Sat, byte[] Script);

/// <summary>
/// Opens a blob with the id of the commitment that it was made for, builds the transaction again from its fields and verifies the signature in it
/// (lnd, watchtower/lookout and watchtower/blob). The revoked state's to_local output only, as in blobs with an empty to_remote.
/// </summary>
public static class Lookout
{
    private const int PlainBytes = 274;

    /// <summary>Null when the blob is not for this transaction, or what is in it would not be accepted by anybody.</summary>
    public static Sweep? Open(CreateSessionMessage terms, byte[] blob, BreachTransaction breach)
    {
        byte[] plain;
        try
        {
            plain = Aead.XOpen(SHA256.HashData([.. breach.Txid, .. breach.Txid]), [], blob);
        }
        catch (CryptographicException)
        {
            return null;
        }

        if (plain.Length != PlainBytes || plain[0] is not (22 or 34))
        {
            return null;
        }

        byte[] sweepScript = plain[1..(1 + plain[0])];
        byte[] script = ToLocal(plain[43..76], plain[76..109], BinaryPrimitives.ReadUInt32BigEndian(plain.AsSpan(109)));
        byte[] output = [0, 32, .. SHA256.HashData(script)];
        int vout = Array.FindIndex(breach.Outputs, candidate => candidate.Script.AsSpan().SequenceEqual(output));
        if (vout < 0)
        {
            return null;
        }

        ulong inputSat = breach.Outputs[vout].Sat;
        ulong fee = terms.SweepFee * Weight(terms.BlobType, sweepScript.Length) / 1000;
        if (fee >= inputSat)
        {
            return null;
        }

        Unsigned transaction = new(breach.Txid, (uint)vout, inputSat, inputSat - fee, sweepScript);
        byte[] signature = plain[113..177];
        return Secp256k1.Software().Verify(transaction.Sighash(script), signature, plain[43..76])
            ? new Sweep(transaction.Signed(signature, script), transaction.Txid, transaction.OutputSat, sweepScript)
            : null;
    }

    /// <summary>What lnd counts, with its error of one for sessions without anchors (watchtower/wtpolicy, towers of all versions do).</summary>
    private static ulong Weight(ushort blobType, int sweepScriptBytes) => (sweepScriptBytes == 22 ? 487UL : 535UL) - (blobType == 2 ? 1UL : 0UL);

    private static byte[] ToLocal(byte[] revocation, byte[] delayed, uint blocks) =>
        [0x63, 33, .. revocation, 0x67, .. Number(blocks), 0xb2, 0x75, 33, .. delayed, 0x68, 0xac];

    private static byte[] Number(uint value)
    {
        if (value is >= 1 and <= 16)
        {
            return [(byte)(0x50 + value)];
        }

        List<byte> bytes = [];
        for (; value > 0; value >>= 8)
        {
            bytes.Add((byte)value);
        }

        if (bytes.Count > 0 && bytes[^1] >= 0x80)
        {
            bytes.Add(0);
        }

        return [(byte)bytes.Count, .. bytes];
    }

    private sealed record Unsigned(byte[] BreachTxid, uint Vout, ulong InputSat, ulong OutputSat, byte[] Script)
    {
        private byte[] Outpoint => [.. BreachTxid, .. U32(Vout)];

        private byte[] Output => [.. U64(OutputSat), (byte)Script.Length, .. Script];

        private byte[] Body => [1, .. Outpoint, 0, .. U32(0), 1, .. Output];

        public byte[] Txid => Twice([.. U32(2), .. Body, .. U32(0)]);

        public byte[] Sighash(byte[] script) => Twice(
            [.. U32(2), .. Twice(Outpoint), .. Twice(U32(0)), .. Outpoint, (byte)script.Length, .. script, .. U64(InputSat), .. U32(0), .. Twice(Output), .. U32(0), .. U32(1)]);

        public byte[] Signed(byte[] signature, byte[] script)
        {
            byte[] der = [.. DerSignature.Encode(signature), 1];
            return [.. U32(2), 0, 1, .. Body, 3, (byte)der.Length, .. der, 1, 1, (byte)script.Length, .. script, .. U32(0)];
        }

        private static byte[] Twice(byte[] bytes) => SHA256.HashData(SHA256.HashData(bytes));

        private static byte[] U32(uint value)
        {
            byte[] bytes = new byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
            return bytes;
        }

        private static byte[] U64(ulong value)
        {
            byte[] bytes = new byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
            return bytes;
        }
    }
}
