using System.Security.Cryptography;

namespace Holdfast.SignatureLedger;

/// <summary>A transaction without its proofs.</summary>
public sealed class Transaction(uint version, Input[] inputs, Output[] outputs, uint locktime)
{
    public uint Version { get; } = version;

    public Input[] Inputs { get; } = inputs;

    public Output[] Outputs { get; } = outputs;

    public uint Locktime { get; } = locktime;

    /// <summary>A serialised transaction without witnesses and scriptSigs.</summary>
    public static Transaction Parse(byte[] bytes)
    {
        using BinaryReader reader = new(new MemoryStream(bytes));
        uint version = reader.ReadUInt32();
        Input[] inputs = new Input[Count(reader)];
        for (int i = 0; i < inputs.Length; i++)
        {
            Outpoint spends = new(reader.ReadBytes(32), reader.ReadUInt32());
            reader.ReadBytes(Count(reader));
            inputs[i] = new Input(spends, reader.ReadUInt32());
        }

        Output[] outputs = new Output[Count(reader)];
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = new Output(reader.ReadUInt64(), reader.ReadBytes(Count(reader)));
        }

        return new Transaction(version, inputs, outputs, reader.ReadUInt32());
    }

    /// <summary>
    /// Its id (hex of the internal byte order). The id covers the scriptSigs: inputs of other than native segwit outputs have some, and <paramref name="scriptSig"/>
    /// knows them.
    /// </summary>
    public string Id(Func<Outpoint, byte[]> scriptSig) => Convert.ToHexString(SHA256.HashData(SHA256.HashData(Serialize(scriptSig))));

    /// <summary>The bytes behind the id: no witnesses.</summary>
    public byte[] Serialize(Func<Outpoint, byte[]> scriptSig)
    {
        ByteList bytes = new ByteList().U32(Version).Count(Inputs.Length);
        foreach (Input input in Inputs)
        {
            bytes.Add(input.Spends).Sized(scriptSig(input.Spends)).U32(input.Sequence);
        }

        bytes.Count(Outputs.Length);
        foreach (Output output in Outputs)
        {
            bytes.Add(output);
        }

        return bytes.U32(Locktime).ToArray();
    }

    private static int Count(BinaryReader reader)
    {
        int first = reader.ReadByte();
        return first < 0xfd ? first : reader.ReadUInt16();
    }
}
