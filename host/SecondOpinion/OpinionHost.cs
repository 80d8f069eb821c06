using Holdfast.Bytes;

namespace Holdfast.SecondOpinion;

/// <summary>The loop of a program with another library: questions on standard input, answers on standard output, until the input ends.</summary>
public static class OpinionHost
{
    /// <returns>The exit code: 0 at the end of the input, 2 after a question that is none.</returns>
    public static int Run(ISecondOpinion opinion, Stream input, Stream output)
    {
        try
        {
            for (byte[]? question = OpinionFrames.Read(input); question != null; question = OpinionFrames.Read(input))
            {
                OpinionFrames.Write(output, Answer(opinion, question));
            }

            return 0;
        }
        catch (Exception broken) when (broken is MalformedException or IOException)
        {
            return 2;
        }
    }

    private static byte[] Answer(ISecondOpinion opinion, byte[] question)
    {
        ByteReader reader = new(question);
        return reader.U8() switch
        {
            OpinionCodec.Hello => OpinionCodec.EncodeHello(opinion.Name),
            OpinionCodec.Spend => OpinionCodec.Encode(opinion.Judge(OpinionCodec.DecodeSpend(reader))),
            OpinionCodec.Script => OpinionCodec.Encode(opinion.Describe(OpinionCodec.DecodeScript(reader))),
            _ => throw new MalformedException("an unknown question"),
        };
    }
}
