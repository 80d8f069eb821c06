using Holdfast.NodeRequests.Replay;

namespace Holdfast.HostUnit.NodeRequests;

[TestClass]
public class TranscriptArchiveTests
{
    [TestMethod]
    public void WhatIsWrittenIsReadBack()
    {
        using TemporaryFolder folder = new();
        Transcript[] some = [Recordings.Named("14a-refuse-sign-remote-once-A"), Recordings.Named("09-mnemonic-nondev-B")];
        TranscriptArchive.Write(folder.File("some.transcripts"), some);
        IReadOnlyList<Transcript> again = Transcript.Read(folder.File("some.transcripts"));
        Assert.AreEqual(2, again.Count);
        for (int i = 0; i < 2; i++)
        {
            Assert.AreEqual(some[i].Name, again[i].Name);
            CollectionAssert.AreEqual(some[i].SecretFile, again[i].SecretFile);
            CollectionAssert.AreEqual(some[i].Entries.Select(Text).ToArray(), again[i].Entries.Select(Text).ToArray());
        }
    }

    [TestMethod]
    public void RecordersOwnFormIsReadToo()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("99-two.meta.json"), """{"hsm_secret_hex":{"A":"1111111111111111111111111111111111111111111111111111111111111111"}}""");
        File.WriteAllText(folder.File("99-two-A.jsonl"), """
            {"event":"start argv=[]"}
            {"n":1,"client":{"id":0,"dbid":0,"peer":"000000000000000000000000000000000000000000000000000000000000000000","caps":1027},"type":"x","num":99,"request":"0063","reply":null,"note":"no reply expected"}
            {"n":2,"client":{"id":1,"dbid":7,"peer":"020000000000000000000000000000000000000000000000000000000000000000","caps":447},"type":"y","num":19,"request":"0013","reply":null,"note":"refused by proxy: client connection closed"}
            """);
        Transcript transcript = Transcript.Read(folder.File("99-two-A.jsonl")).Single();
        Assert.AreEqual("99-two-A", transcript.Name);
        Assert.AreEqual(32, transcript.SecretFile.Length);
        Assert.IsTrue(transcript.Entries[0].IsStart);
        Assert.IsFalse(transcript.Entries[1].WasKeptFromSigner);
        Assert.IsTrue(transcript.Entries[2].WasKeptFromSigner);
        Assert.AreEqual(7UL, transcript.Entries[2].Client!.Dbid);
    }

    [TestMethod]
    public void CutOrForeignFilesAreInvalidData()
    {
        using TemporaryFolder folder = new();
        byte[] archive = File.ReadAllBytes(Recordings.ArchivePath);
        File.WriteAllBytes(folder.File("cut-A.jsonl"), archive[..(archive.Length / 2)]);
        Assert.ThrowsException<InvalidDataException>(() => Transcript.Read(folder.File("cut-A.jsonl")));
        File.WriteAllText(folder.File("foreign-A.jsonl"), "hello");
        Assert.ThrowsException<InvalidDataException>(() => Transcript.Read(folder.File("foreign-A.jsonl")));
        File.WriteAllText(folder.File("foreign.meta.json"), """{"hsm_secret_hex":{"A":"11"}}""");
        Assert.ThrowsException<InvalidDataException>(() => Transcript.Read(folder.File("foreign-A.jsonl")));
    }

    [TestMethod]
    public void ResultIsOneJsonObjectWithTheAgreedFields()
    {
        ReplayResult result = new("some.jsonl") { Requests = 6, Identical = 2, NotCompared = 1 };
        result.Refused.Add(new ReplayRefusal(214, "RetryIsSame", "policy-commitment-retry-same", "no"));
        result.Withheld.Add(92);
        result.Different.Add(new ReplayDifference(5, 19, "00", "01"));
        Assert.AreEqual(
            """{"file":"some.jsonl","requests":6,"identical":2,"refused":[{"n":214,"tag":"policy-commitment-retry-same","rule":"RetryIsSame"}],"withheld":[92],"different":1,"notCompared":1}""",
            result.ToJson());
        Assert.IsFalse(result.IsClean);
    }

    private static string Text(TranscriptEntry entry) =>
        $"{entry.N} {entry.Event} {entry.Client?.Id} {entry.Client?.Dbid} {entry.Client?.Permissions} {Convert.ToHexString(entry.Request)} "
        + (entry.Reply == null ? "-" : Convert.ToHexString(entry.Reply)) + " " + entry.Note;
}
