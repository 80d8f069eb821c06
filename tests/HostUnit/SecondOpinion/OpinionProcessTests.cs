using Holdfast.Bytes;
using Holdfast.SecondOpinion;

namespace Holdfast.HostUnit.SecondOpinion;

/// <summary>The other library as a process: tests/CrashChild, which says what a test wants of it.</summary>
[TestClass]
public class OpinionProcessTests
{
    private static readonly SpendQuestion s_question = new()
    {
        Psbt = [1, 2, 3],
        Version = 2,
        Locktime = 500_000,
        Inputs = [new SpentInput([.. Enumerable.Range(0, 32).Select(i => (byte)i)], 1, 0xfffffffd, ulong.MaxValue, [0x51]), new SpentInput(new byte[32], 0, 0, 0, [])],
        Outputs = [new PaidOutput(5, [0x6a, 1, 7])],
        InputIndex = 1,
        WitnessScript = [0x52],
        SighashType = 0x83,
        Key = [2, .. new byte[32]],
        Signature = [.. Enumerable.Repeat((byte)9, 64)],
    };

    [TestMethod]
    public void QuestionsAndAnswersArriveWhole()
    {
        using OpinionProcess process = Open("echo");
        Assert.AreEqual("echo 1.0", process.Name);

        // The double answers with the question, written down as text.
        Assert.AreEqual(Convert.ToHexStringLower(OpinionCodec.Encode(s_question)), process.Judge(s_question).Trouble);
        Assert.AreEqual(new ScriptOpinion("bcrt 5152 02", "é", ""), process.Describe(new ScriptQuestion("bcrt", [0x51, 0x52], [2])));
    }

    [TestMethod]
    public void EveryPrefixOfAQuestionAndOfAnAnswerIsMalformed()
    {
        byte[] question = OpinionCodec.Encode(s_question);
        byte[] opinion = OpinionCodec.Encode(new SpendOpinion(new byte[32], [], new byte[32], true, "because"));
        for (int length = 1; length < question.Length; length++)
        {
            Assert.ThrowsException<MalformedException>(() => OpinionCodec.DecodeSpend(new ByteReader(question, 1, length - 1)));
        }

        for (int length = 0; length < opinion.Length; length++)
        {
            Assert.ThrowsException<MalformedException>(() => OpinionCodec.DecodeSpendOpinion(opinion[..length]));
        }

        Assert.ThrowsException<MalformedException>(() => OpinionCodec.DecodeSpendOpinion([.. opinion, 0]));
        Assert.ThrowsException<MalformedException>(() => OpinionCodec.DecodeScriptOpinion(opinion), "the answer to another question");
    }

    [DataTestMethod]
    [DataRow("dies")]
    [DataRow("hangs")]
    [DataRow("babbles")]
    [DataRow("long")]
    [DataRow("cut")]
    [DataRow("mixes")]
    public void WhoGivesNoAnswerIsAwayAndIsStartedAgain(string manner)
    {
        // Only the one that hangs is waited for, and nothing but its silence ends the wait.
        using OpinionProcess process = Open(manner);
        process.Patience = manner == "hangs" ? TimeSpan.FromMilliseconds(100) : process.Patience;
        for (int i = 0; i < 2; i++)
        {
            StringAssert.Contains(Assert.ThrowsException<OpinionAwayException>(() => process.Judge(s_question)).Message, "gives no answer");
        }
    }

    [DataTestMethod]
    [DataRow("newer")]
    [DataRow("silent")]
    public void WhoSaysHelloInAnotherWayIsNotUsed(string manner) => Assert.ThrowsException<OpinionAwayException>(() => Open(manner));

    [DataTestMethod]
    [DataRow("nbitcoin", "holdfast-nbitcoin")]
    [DataRow("/nowhere/at-all", "/nowhere/at-all")]
    [DataRow("../nbitcoin", "not '../nbitcoin'")]
    [DataRow("NBitcoin", "not 'NBitcoin'")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void WhatIsNotInstalledIsNamed(string setting, string named)
    {
        using TemporaryFolder folder = new();
        string sentence = Assert.ThrowsException<OpinionAwayException>(() => OpinionPrograms.Open(setting, folder.FullName)).Message;
        StringAssert.Contains(sentence, named);
        StringAssert.Contains(sentence, "HOLDFAST_SECOND_OPINION");
    }

    [TestMethod]
    public void WhoWantsNoneGetsNone()
    {
        Assert.IsNull(OpinionPrograms.Open(null));
        Assert.IsNull(OpinionPrograms.Open(""));
    }

    private static OpinionProcess Open(string manner) =>
        OpinionProcess.Open("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Holdfast.CrashChild.dll"), "opinion", manner]);
}
