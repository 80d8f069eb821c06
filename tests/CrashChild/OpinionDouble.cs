using Holdfast.SecondOpinion;

namespace Holdfast.CrashChild;

/// <summary>A second opinion of which a test knows what it says.</summary>
internal sealed class OpinionDouble : ISecondOpinion
{
    private static readonly byte[] s_helloOfItsOwn = [0, 0, 0, 13, OpinionCodec.Hello, OpinionCodec.Version, 0, 9, .. "in person"u8];

    public string Name => "echo 1.0";

    public static int Run(string manner)
    {
        using Stream input = Console.OpenStandardInput();
        using Stream output = Console.OpenStandardOutput();
        if (manner == "echo")
        {
            return OpinionHost.Run(new OpinionDouble(), input, output);
        }

        Take(input);
        if (manner is "newer" or "silent")
        {
            output.Write(manner == "newer" ? [0, 0, 0, 4, OpinionCodec.Hello, OpinionCodec.Version + 1, 0, 0] : []);
            return 0;
        }

        output.Write(s_helloOfItsOwn);
        output.Flush();
        Take(input);
        output.Write(manner switch
        {
            "babbles" => "hello? "u8,
            "long" => [0x7f, 0xff, 0xff, 0xff],
            "cut" => [0, 0, 0, 100, OpinionCodec.Spend, 0, 0],
            "mixes" => [0, 0, 0, 7, OpinionCodec.Script, 0, 0, 0, 0, 0, 0],
            _ => [],
        });
        output.Flush();
        if (manner == "hangs")
        {
            // Until it is killed: the end of its input would end a program that listens.
            Thread.Sleep(Timeout.Infinite);
        }

        return 0;
    }

    public SpendOpinion Judge(SpendQuestion question) => SpendOpinion.Unable(Convert.ToHexStringLower(OpinionCodec.Encode(question)));

    public ScriptOpinion Describe(ScriptQuestion question) =>
        new($"{question.Prefix} {Convert.ToHexStringLower(question.Script)} {Convert.ToHexStringLower(question.Key)}", "é", "");

    public void Dispose()
    {
    }

    /// <summary>Reads a question, whatever it is.</summary>
    private static void Take(Stream input)
    {
        byte[] head = new byte[4];
        input.ReadExactly(head);
        input.ReadExactly(new byte[(head[2] << 8) | head[3]]);
    }
}
