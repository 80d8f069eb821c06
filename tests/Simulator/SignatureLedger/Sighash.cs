using System.Security.Cryptography;
using System.Text;

namespace Holdfast.SignatureLedger;

/// <summary>What a signature of an input commits to, written down once more from the BIPs.</summary>
public static class Sighash
{
    public const uint All = 1;
    public const uint None = 2;
    public const uint Single = 3;
    public const uint AnyoneCanPay = 0x80;

    private static readonly byte[] s_tapTag = SHA256.HashData(Encoding.ASCII.GetBytes("TapSighash"));

    /// <summary>BIP 143: a version 0 witness input, for any type.</summary>
    public static byte[] Version0(Transaction transaction, int i, byte[] scriptCode, ulong sat, uint type) =>
        Twice(Version0Preimage(transaction, i, scriptCode, sat, type));

    /// <summary>The bytes that are hashed twice for it. The hashes in them go into the thief's book: he made them.</summary>
    public static byte[] Version0Preimage(Transaction transaction, int i, byte[] scriptCode, ulong sat, uint type)
    {
        bool isAlone = (type & AnyoneCanPay) != 0;
        uint outputs = type & 0x1f;
        ByteList prevouts = new();
        ByteList sequences = new();
        foreach (Input input in transaction.Inputs)
        {
            prevouts.Add(input.Spends);
            sequences.U32(input.Sequence);
        }

        byte[] hashOutputs = new byte[32];
        if (outputs == Single && i < transaction.Outputs.Length)
        {
            hashOutputs = Twice(new ByteList().Add(transaction.Outputs[i]).ToArray());
        }
        else if (outputs is not (Single or None))
        {
            ByteList all = new();
            foreach (Output output in transaction.Outputs)
            {
                all.Add(output);
            }

            hashOutputs = Twice(all.ToArray());
        }

        Input own = transaction.Inputs[i];
        return new ByteList()
            .U32(transaction.Version)
            .Add(isAlone ? new byte[32] : Twice(prevouts.ToArray()))
            .Add(isAlone || outputs is Single or None ? new byte[32] : Twice(sequences.ToArray()))
            .Add(own.Spends).Sized(scriptCode).U64(sat).U32(own.Sequence)
            .Add(hashOutputs).U32(transaction.Locktime).U32(type).ToArray();
    }

    /// <summary>BIP 341: a taproot key path input, default type. Commits to what all inputs really spend.</summary>
    public static byte[] Taproot(Transaction transaction, int i, Output[] spent)
    {
        ByteList prevouts = new();
        ByteList amounts = new();
        ByteList scripts = new();
        ByteList sequences = new();
        ByteList outputs = new();
        for (int k = 0; k < spent.Length; k++)
        {
            prevouts.Add(transaction.Inputs[k].Spends);
            amounts.U64(spent[k].Sat);
            scripts.Sized(spent[k].Script);
            sequences.U32(transaction.Inputs[k].Sequence);
        }

        foreach (Output output in transaction.Outputs)
        {
            outputs.Add(output);
        }

        return SHA256.HashData(new ByteList().Add(s_tapTag).Add(s_tapTag)
            .Add([0, 0]).U32(transaction.Version).U32(transaction.Locktime)
            .Add(Once(prevouts)).Add(Once(amounts)).Add(Once(scripts)).Add(Once(sequences)).Add(Once(outputs))
            .Add([0]).U32((uint)i).ToArray());
    }

    private static byte[] Once(ByteList bytes) => SHA256.HashData(bytes.ToArray());

    private static byte[] Twice(byte[] bytes)
    {
        byte[] once = SHA256.HashData(bytes);
        byte[] twice = SHA256.HashData(once);
        HashBook.Current?.Add(once, bytes);
        HashBook.Current?.Add(twice, once);
        return twice;
    }
}
