using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>An input without amount or script, 40 bytes: what BIP 143 hashes of the inputs that it does not sign.</summary>
public sealed class SpentOutpointFields
{
    private const int LengthBytes = 40;

    /// <summary>Internal byte order.</summary>
    public byte[] Txid;

    public uint Vout;

    public uint Sequence;

    public static void WriteAll(ByteWriter writer, SpentOutpointFields[] inputs)
    {
        ItemCount.Write(writer, inputs.Length, ProtocolLimits.TransactionItemsMax);
        for (int i = 0; i < inputs.Length; i++)
        {
            FixedField.Write(writer, inputs[i].Txid, 32);
            writer.U32(inputs[i].Vout);
            writer.U32(inputs[i].Sequence);
        }
    }

    public static SpentOutpointFields[] ReadAll(ByteReader reader)
    {
        SpentOutpointFields[] inputs = new SpentOutpointFields[ItemCount.Read(reader, ProtocolLimits.TransactionItemsMax, LengthBytes)];
        for (int i = 0; i < inputs.Length; i++)
        {
            SpentOutpointFields input = new SpentOutpointFields();
            input.Txid = reader.Bytes(32);
            input.Vout = reader.U32();
            input.Sequence = reader.U32();
            inputs[i] = input;
        }

        return inputs;
    }
}
