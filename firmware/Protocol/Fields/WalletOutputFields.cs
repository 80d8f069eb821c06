using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>An output, and the wallet key that it claims to pay to, if any; the device derives that script itself.</summary>
public sealed class WalletOutputFields
{
    private const int LengthBytesMin = 11;

    public ulong Sat;

    public byte[] Script;

    public bool HasKeyIndex;

    /// <summary>Wallet key of a change output.</summary>
    public uint KeyIndex;

    public static void WriteAll(ByteWriter writer, WalletOutputFields[] outputs)
    {
        ItemCount.Write(writer, outputs.Length, ProtocolLimits.TransactionItemsMax);
        for (int i = 0; i < outputs.Length; i++)
        {
            WalletOutputFields output = outputs[i];
            writer.U64(output.Sat);
            BlobField.Write(writer, output.Script, ProtocolLimits.ScriptBytesMax);
            writer.Flag(output.HasKeyIndex);
            if (output.HasKeyIndex)
            {
                writer.U32(output.KeyIndex);
            }
        }
    }

    public static WalletOutputFields[] ReadAll(ByteReader reader)
    {
        WalletOutputFields[] outputs = new WalletOutputFields[ItemCount.Read(reader, ProtocolLimits.TransactionItemsMax, LengthBytesMin)];
        for (int i = 0; i < outputs.Length; i++)
        {
            WalletOutputFields output = new WalletOutputFields();
            output.Sat = reader.U64();
            output.Script = reader.Blob(ProtocolLimits.ScriptBytesMax);
            output.HasKeyIndex = reader.Flag();
            output.KeyIndex = output.HasKeyIndex ? reader.U32() : 0;
            outputs[i] = output;
        }

        return outputs;
    }
}
