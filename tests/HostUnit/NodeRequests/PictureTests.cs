using System.Text;
using System.Text.Json.Nodes;
using Holdfast.DeviceLink;
using Holdfast.HsmdBridge;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Replay;

namespace Holdfast.HostUnit.NodeRequests;

/// <summary>What a person who looks is told about a bridge that works.</summary>
[TestClass]
public sealed class PictureTests
{
    private static readonly Transcript s_transcript = Recordings.Named("02-forward-A");

    [TestMethod]
    public void RequestsAndTheDeviceAreThereAndNoFieldOfARequest()
    {
        using TestSigner signer = new(s_transcript.SecretFile);
        NodeSession session = new(signer.Client);
        TranscriptEntry[] requests = [.. s_transcript.Requests()];
        foreach (TranscriptEntry entry in requests)
        {
            session.Answer(entry);
        }

        JsonNode picture = Ask(session);
        Assert.AreEqual("Ready", picture["device"]!["figures"]!["state"]!.ToString());
        Assert.AreEqual(signer.JournalSequence.ToString(), picture["device"]!["figures"]!["sequence"]!.ToString());
        Assert.AreEqual(requests.Length.ToString(), picture["diary"]!["count"]!.ToString());
        Assert.AreEqual(0, picture["diary"]!["running"]!.AsArray().Count);
        JsonArray shown = picture["diary"]!["requests"]!.AsArray();
        CollectionAssert.AreEqual(
            requests.Reverse().Take(shown.Count).Select(entry => entry.Number().ToString()).ToArray(),
            shown.Select(request => request!["message"]!.ToString()).ToArray(), "the newest first");
        string text = picture.ToJsonString();
        foreach (byte[] request in requests.Select(entry => entry.Request).Where(request => request.Length > 40))
        {
            Assert.IsFalse(text.Contains(Convert.ToHexStringLower(request[^32..]), StringComparison.Ordinal));
        }
    }

    /// <summary>However many requests there are, and however they fail.</summary>
    [TestMethod]
    public void TheDiaryIsBounded()
    {
        using TestSigner signer = new(s_transcript.SecretFile);
        NodeSession session = new(signer.Client);
        for (int i = 0; i < 500; i++)
        {
            session.Handle(HsmdClient.Lightningd, i % 3 == 0 ? [] : [0xFF, 0xFF, 1]);
        }

        JsonNode diary = Ask(session)["diary"]!;
        Assert.AreEqual("500", diary["count"]!.ToString());
        Assert.AreEqual("500", diary["refused"]!.ToString());
        Assert.AreEqual(60, diary["requests"]!.AsArray().Count);
        Assert.AreEqual(20, diary["refusals"]!.AsArray().Count);
        Assert.AreNotEqual(string.Empty, diary["refusals"]![0]!["sentence"]!.ToString());
    }

    /// <summary>The device waits for its owner. Whoever looks is not made to wait with it, and sees what is being waited for.</summary>
    [TestMethod]
    public void WhoLooksDoesNotWaitForTheOwner()
    {
        using TestSigner signer = new(s_transcript.SecretFile);
        NodeSession session = new(signer.Client);
        using ManualResetEventSlim asked = new();
        using ManualResetEventSlim pressed = new();
        Action<ExchangeFigures> hold = _ =>
        {
            asked.Set();
            Assert.IsTrue(pressed.Wait(Patience.Ms));
        };
        signer.Client.Exchanged += hold;
        Task<HsmdAnswer> waiting = Task.Run(() => session.Answer(s_transcript.Requests().First(entry => entry.Number() == 11)));
        Assert.IsTrue(asked.Wait(Patience.Ms));
        JsonNode picture = Ask(session);
        Assert.AreEqual("true", picture["device"]!["asking"]!.ToString());
        Assert.AreEqual(1, picture["diary"]!["running"]!.AsArray().Count);
        signer.Client.Exchanged -= hold;
        pressed.Set();
        Assert.IsTrue(waiting.Wait(Patience.Ms));
        Assert.IsTrue(Patience.Until(() => Ask(session)["device"]!["figures"] != null));
        Assert.AreEqual(0, Ask(session)["diary"]!["running"]!.AsArray().Count);
    }

    private static JsonNode Ask(NodeSession session) => JsonNode.Parse(ControlSocket.Answer(session, Encoding.UTF8.GetBytes("""{"method":"picture"}""")))!;
}
