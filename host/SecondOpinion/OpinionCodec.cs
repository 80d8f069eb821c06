using System.Text;
using Holdfast.Bytes;

namespace Holdfast.SecondOpinion;

/// <summary>The bytes between a program of Holdfast and the program with the other library. README.md beside this file has the tables.</summary>
public static class OpinionCodec
{
    /// <summary>More than the largest transaction of a block, with a PSBT that repeats its inputs' transactions.</summary>
    public const int FrameBytesMax = 16 << 20;

    public const byte Hello = 0;
    public const byte Spend = 1;
    public const byte Script = 2;

    /// <summary>Of the format; a program of another version is not used.</summary>
    public const byte Version = 1;

    private const int TextBytesMax = 4096;

    /// <summary>Sequence and so on of an input: what it takes at least.</summary>
    private const int InputBytesMin = 32 + 4 + 4 + 8 + 4;
    private const int OutputBytesMin = 8 + 4;

    public static byte[] Encode(SpendQuestion question)
    {
        ByteWriter writer = new(1024);
        writer.U8(Spend);
        Long(writer, question.Psbt);
        writer.U32(question.Version);
        writer.U32(question.Locktime);
        writer.U32((uint)question.Inputs.Length);
        foreach (SpentInput input in question.Inputs)
        {
            writer.Bytes(input.Txid);
            writer.U32(input.Vout);
            writer.U32(input.Sequence);
            writer.U64(input.Sat);
            Long(writer, input.Script);
        }

        writer.U32((uint)question.Outputs.Length);
        foreach (PaidOutput output in question.Outputs)
        {
            writer.U64(output.Sat);
            Long(writer, output.Script);
        }

        writer.U32((uint)question.InputIndex);
        Long(writer, question.WitnessScript);
        writer.U8(question.SighashType);
        Long(writer, question.Key);
        Long(writer, question.Signature);
        return writer.ToArray();
    }

    /// <exception cref="MalformedException">No such question.</exception>
    public static SpendQuestion DecodeSpend(ByteReader reader)
    {
        byte[] psbt = Long(reader);
        uint version = reader.U32();
        uint locktime = reader.U32();
        SpentInput[] inputs = new SpentInput[Count(reader, InputBytesMin)];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = new SpentInput(reader.Bytes(32), reader.U32(), reader.U32(), reader.U64(), Long(reader));
        }

        PaidOutput[] outputs = new PaidOutput[Count(reader, OutputBytesMin)];
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = new PaidOutput(reader.U64(), Long(reader));
        }

        uint index = reader.U32();
        SpendQuestion question = new()
        {
            Psbt = psbt,
            Version = version,
            Locktime = locktime,
            Inputs = inputs,
            Outputs = outputs,
            InputIndex = index < (uint)inputs.Length ? (int)index : throw new MalformedException("an input that the transaction lacks"),
            WitnessScript = Long(reader),
            SighashType = reader.U8(),
            Key = Long(reader),
            Signature = Long(reader),
        };
        reader.End();
        return question.Key.Length is 32 or 33 && question.Signature.Length == 64 ? question : throw new MalformedException("a key or signature of a wrong length");
    }

    public static byte[] Encode(SpendOpinion opinion)
    {
        ByteWriter writer = new(256);
        writer.U8(Spend);
        Long(writer, opinion.Txid);
        Long(writer, opinion.PsbtTxid);
        Long(writer, opinion.Sighash);
        writer.Flag(opinion.IsSigned);
        Text(writer, opinion.Trouble);
        return writer.ToArray();
    }

    /// <exception cref="MalformedException">No such answer.</exception>
    public static SpendOpinion DecodeSpendOpinion(byte[] frame)
    {
        ByteReader reader = Begin(frame, Spend);
        SpendOpinion opinion = new(Long(reader), Long(reader), Long(reader), reader.Flag(), Text(reader));
        reader.End();
        return opinion;
    }

    public static byte[] Encode(ScriptQuestion question)
    {
        ByteWriter writer = new(128);
        writer.U8(Script);
        Text(writer, question.Prefix);
        Long(writer, question.Script);
        Long(writer, question.Key);
        return writer.ToArray();
    }

    /// <exception cref="MalformedException">No such question.</exception>
    public static ScriptQuestion DecodeScript(ByteReader reader)
    {
        ScriptQuestion question = new(Text(reader), Long(reader), Long(reader));
        reader.End();
        return question;
    }

    public static byte[] Encode(ScriptOpinion opinion)
    {
        ByteWriter writer = new(256);
        writer.U8(Script);
        Text(writer, opinion.Address);
        Text(writer, opinion.Descriptor);
        Text(writer, opinion.Trouble);
        return writer.ToArray();
    }

    /// <exception cref="MalformedException">No such answer.</exception>
    public static ScriptOpinion DecodeScriptOpinion(byte[] frame)
    {
        ByteReader reader = Begin(frame, Script);
        ScriptOpinion opinion = new(Text(reader), Text(reader), Text(reader));
        reader.End();
        return opinion;
    }

    public static byte[] EncodeHello() => [Hello, Version];

    public static byte[] EncodeHello(string name)
    {
        ByteWriter writer = new(64);
        writer.U8(Hello);
        writer.U8(Version);
        Text(writer, name);
        return writer.ToArray();
    }

    /// <returns>Name and version of the other library.</returns>
    /// <exception cref="MalformedException">Not an answer of this version.</exception>
    public static string DecodeHello(byte[] frame)
    {
        ByteReader reader = Begin(frame, Hello);
        if (reader.U8() != Version)
        {
            throw new MalformedException("another version of the format");
        }

        string name = Text(reader);
        reader.End();
        return name;
    }

    private static ByteReader Begin(byte[] frame, byte kind)
    {
        ByteReader reader = new(frame);
        return reader.U8() == kind ? reader : throw new MalformedException("the answer to another question");
    }

    private static int Count(ByteReader reader, int itemBytesMin)
    {
        uint count = reader.U32();
        return count <= (uint)(reader.Remaining / itemBytesMin) ? (int)count : throw new MalformedException("fewer items than announced");
    }

    private static void Long(ByteWriter writer, byte[] value)
    {
        writer.U32((uint)value.Length);
        writer.Bytes(value);
    }

    private static byte[] Long(ByteReader reader)
    {
        uint length = reader.U32();
        return length <= (uint)reader.Remaining ? reader.Bytes((int)length) : throw new MalformedException("input ends too early");
    }

    private static void Text(ByteWriter writer, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        writer.Blob(bytes.Length <= TextBytesMax ? bytes : bytes[..TextBytesMax]);
    }

    private static string Text(ByteReader reader) => Encoding.UTF8.GetString(reader.Blob(TextBytesMax));
}
