using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>An output: amount in satoshi u64 and script.</summary>
public sealed class OutputFields
{
    private const int LengthBytesMin = 10;

    public ulong Sat;

    public byte[] Script;

    public static void WriteAll(ByteWriter writer, OutputFields[] outputs)
    {
        ItemCount.Write(writer, outputs.Length, ProtocolLimits.TransactionItemsMax);
        for (int i = 0; i < outputs.Length; i++)
        {
            writer.U64(outputs[i].Sat);
            BlobField.Write(writer, outputs[i].Script, ProtocolLimits.ScriptBytesMax);
        }
    }

    public static OutputFields[] ReadAll(ByteReader reader)
    {
        OutputFields[] outputs = new OutputFields[ItemCount.Read(reader, ProtocolLimits.TransactionItemsMax, LengthBytesMin)];
        for (int i = 0; i < outputs.Length; i++)
        {
            OutputFields output = new OutputFields();
            output.Sat = reader.U64();
            output.Script = reader.Blob(ProtocolLimits.ScriptBytesMax);
            outputs[i] = output;
        }

        return outputs;
    }
}
