using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>
/// A transaction with one input, as numbers: version u32, locktime u32, outpoint (txid 32, vout u32), sequence u32, amount of the
/// spent output in satoshi u64, outputs, witness script of the spent output.
/// </summary>
public sealed class SweepFields
{
    public uint Version;

    public uint Locktime;

    /// <summary>Internal byte order.</summary>
    public byte[] InputTxid;

    public uint InputVout;

    public uint Sequence;

    public ulong InputSat;

    /// <summary>Where it goes; the device asks for the wallet key of every output.</summary>
    public WalletOutputFields[] Outputs;

    /// <summary>As the node claims it; the device compares it with the one it builds.</summary>
    public byte[] WitnessScript;

    public void Write(ByteWriter writer)
    {
        writer.U32(Version);
        writer.U32(Locktime);
        FixedField.Write(writer, InputTxid, 32);
        writer.U32(InputVout);
        writer.U32(Sequence);
        writer.U64(InputSat);
        WalletOutputFields.WriteAll(writer, Outputs);
        BlobField.Write(writer, WitnessScript, ProtocolLimits.ScriptBytesMax);
    }

    public static SweepFields Read(ByteReader reader)
    {
        SweepFields sweep = new SweepFields();
        sweep.Version = reader.U32();
        sweep.Locktime = reader.U32();
        sweep.InputTxid = reader.Bytes(32);
        sweep.InputVout = reader.U32();
        sweep.Sequence = reader.U32();
        sweep.InputSat = reader.U64();
        sweep.Outputs = WalletOutputFields.ReadAll(reader);
        sweep.WitnessScript = reader.Blob(ProtocolLimits.ScriptBytesMax);
        return sweep;
    }
}
