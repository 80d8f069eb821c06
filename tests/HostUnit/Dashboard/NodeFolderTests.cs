using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Bytes;
using Holdfast.Dashboard.Page;
using Holdfast.Dashboard.Pictures;
using Holdfast.HeldPayments;
using Holdfast.HeldPayments.Book;
using Holdfast.HostUnit.NodeRequests;
using Holdfast.HsmdBridge;
using Holdfast.IntentLog;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Replay;
using Holdfast.Protocol;

namespace Holdfast.HostUnit.Dashboard;

/// <summary>What is read out of a node's directory, and what is not.</summary>
[TestClass]
public sealed class NodeFolderTests
{
    /// <summary>A recorded session of a real node against a simulated device: its log, its bridge's file and its socket.</summary>
    [TestMethod]
    public void ARecordedSessionIsOnThePageAndNoSecretOfIt()
    {
        Transcript transcript = Recordings.Named("02-forward-A");
        using TemporaryFolder folder = new();
        using TestSigner signer = new(transcript.SecretFile);
        using (IntentStore log = RecoveredLog.Open(folder.File("holdfast-intents.db")))
        {
            NodeSession session = new(signer.Client, log);
            foreach (TranscriptEntry entry in transcript.Requests())
            {
                session.Answer(entry);
            }

            using NoticeBoard notices = new(folder.FullName, _ => { }, TimeProvider.System);
            using FakeSocket bridge = new(folder.File(BridgeLook.SocketName), line => ControlSocket.Answer(session, line));
            NodePicture picture = new NodeFolder(folder.FullName, _ => null, TimeProvider.System).Take();
            Assert.IsTrue(picture.Bridge is { IsRunning: true, Answers: true, DeviceAnswers: true }, picture.Bridge.ToString());
            Assert.AreEqual("Ready", picture.Device!.State);
            Assert.AreEqual(new ByteReader(log.LastReceipt()!).U64(), picture.Log.ReceiptSequence);
            ChannelPicture channel = picture.Channels.Single();
            Assert.AreEqual(log.Audit(int.MaxValue).Count(closed => closed.Outcome == IntentOutcome.Completed
                && closed.Intent.Kind == nameof(MessageId.SignCounterpartyCommitment)) - 1, (int)channel.Number!.Value);
            Assert.AreNotEqual(0UL, channel.HolderSat);
            Assert.AreEqual(log.Audit(int.MaxValue).Count(closed => closed.Outcome != IntentOutcome.Abandoned), picture.Log.Samples.Count);
            Assert.AreNotEqual(0, picture.Requests.Count);

            // What the device answered (revocation secrets among it), what it was asked, and its own secret: none of it is on the page, in any writing.
            string page = PageText.Of(picture).Text;
            StringAssert.Contains(page, "commitment");
            IEnumerable<byte[]> secrets = log.Audit(int.MaxValue).SelectMany(closed => new[] { closed.Reply, closed.Intent.Request, closed.Intent.Context })
                .Append(transcript.SecretFile).Append(new byte[32]).Where(bytes => bytes.Length >= 16);
            foreach (byte[] secret in secrets)
            {
                foreach (byte[] part in new[] { secret[..16], secret[^16..], secret[(secret.Length / 2 - 8)..(secret.Length / 2 + 8)] })
                {
                    Assert.IsFalse(page.Contains(Convert.ToHexString(part), StringComparison.OrdinalIgnoreCase)
                        || page.Contains(Convert.ToBase64String(part)[..20], StringComparison.Ordinal));
                }
            }
        }
    }

    /// <summary>The book has preimages and payment secrets. They are not even read.</summary>
    [TestMethod]
    public void AHeldPaymentIsThereWithoutItsPreimage()
    {
        using TemporaryFolder folder = new();
        byte[] preimage = RandomNumberGenerator.GetBytes(32);
        byte[] secret = RandomNumberGenerator.GetBytes(32);
        using HeldBook book = HeldBook.Open(folder.File(HeldView.FileName));
        long waiting = book.AddInvoice(Invoice(RandomNumberGenerator.GetBytes(32)));
        PartRow first = book.AddPart(waiting, null, Htlc(1, 2_000, 810));
        book.AddPart(waiting, first.SetId, Htlc(2, 3_500, 800));
        long paid = book.AddInvoice(Invoice(SHA256.HashData(preimage)));
        PartRow part = book.AddPart(paid, null, Htlc(3, 9_000, 700));
        book.GiveVerdict(part.Id, part.SetId, isWhole: true);
        book.IntendSettle(paid, part.SetId, [part.Id], preimage);
        NodePicture picture = new NodeFolder(folder.FullName, _ => null, TimeProvider.System).Take();
        Assert.AreEqual(string.Empty, picture.Held.Trouble);
        Assert.AreEqual(1, picture.Held.OpenInvoices);
        HeldInvoicePicture held = picture.Held.Waiting.Single();
        Assert.AreEqual((5_500UL, 2, 800U), (held.Msat, held.Parts, held.Expiry));
        string page = PageText.Of(picture).Text;
        foreach (byte[] hidden in new[] { preimage, secret })
        {
            Assert.IsFalse(page.Contains(Convert.ToHexString(hidden)[..12], StringComparison.OrdinalIgnoreCase));
        }

        InvoiceRow Invoice(byte[] hash) => new()
        {
            PaymentHash = hash, Bolt11 = "lnbcrt1", AmountMsat = 5_500, PaymentSecret = secret, IsOfVault = true, ExpiresAt = 4_000_000_000,
            FinalDelta = 60, Created = DateTimeOffset.UtcNow,
        };

        IncomingHtlc Htlc(ulong number, ulong msat, uint expiry) => new()
        {
            Name = new HtlcName("103x1x0", number), PaymentHash = new byte[32], AmountMsat = msat, Expiry = expiry, Height = 600, TotalMsat = 5_500, PaymentSecret = secret,
        };
    }

    [TestMethod]
    public void AnEmptyFolderSaysWhatToDo()
    {
        using TemporaryFolder folder = new();
        NodePicture picture = new NodeFolder(folder.FullName, _ => null, TimeProvider.System).Take();
        string page = PageText.Of(picture).Text;
        StringAssert.Contains(page, "No bridge is running for this node.");
        StringAssert.Contains(page, "<code>holdfast doctor install</code>");
        StringAssert.Contains(page, folder.File("holdfast-intents.db"));

        StringAssert.Contains(PageText.Of(new NodeFolder(folder.File("missing"), _ => null, TimeProvider.System).Take()).Text, "This directory does not exist");
    }

    [TestMethod]
    public void FilesThatAreNoneAreSentences()
    {
        using TemporaryFolder folder = new();
        foreach (string name in new[] { "holdfast-intents.db", "holdfast-towers.db", HeldView.FileName, BridgeStateFile.FileName, BridgeLook.SocketName, "lightning-rpc" })
        {
            File.WriteAllText(folder.File(name), "<b>not what it should be</b>");
        }

        NodePicture picture = new NodeFolder(folder.FullName, _ => null, TimeProvider.System).Take();
        Assert.AreNotEqual(string.Empty, picture.Log.Trouble);
        Assert.AreNotEqual(string.Empty, picture.Towers.Trouble);
        Assert.AreNotEqual(string.Empty, picture.Held.Trouble);
        Assert.IsFalse(PageText.Of(picture).Text.Contains("<b>", StringComparison.Ordinal));
    }

    /// <summary>Whatever a bridge or a node of another version, or somebody else on their sockets, answers.</summary>
    [TestMethod]
    public void AnAnswerThatIsNoneIsAsGoodAsNone()
    {
        foreach (string answer in new[] { "", "7", "[]", "{", "{}", """{"device":7,"diary":{"requests":7,"running":[7,{}],"refusals":[null]}}""",
        """{"device":{"figures":{"uptime_ms":1e300,"sequence":-1,"channels":"x"}}}""",
            """{"diary":{"requests":[{"message":-5,"at_ms":99999999999999999}]}}""", """{"error":"no such method"}""", new string('x', 100_000) })
        {
            using TemporaryFolder folder = new();
            using NoticeBoard notices = new(folder.FullName, _ => { }, TimeProvider.System);
            using FakeSocket bridge = new(folder.File(BridgeLook.SocketName), _ => Encoding.UTF8.GetBytes(answer));
            using FakeSocket node = new(folder.File("lightning-rpc"), _ => Encoding.UTF8.GetBytes(answer + "\n"));
            NodeFolder source = new(folder.FullName, _ => null, TimeProvider.System);
            StringAssert.Contains(PageText.Of(source.Take()).Text, "</html>");
        }
    }

    [TestMethod]
    public void WhatTheNodeSaysOfItsPeersIsShown()
    {
        Transcript transcript = Recordings.Named("02-forward-A");
        using TemporaryFolder folder = new();
        using TestSigner signer = new(transcript.SecretFile);
        using (IntentStore log = RecoveredLog.Open(folder.File("holdfast-intents.db")))
        {
            NodeSession session = new(signer.Client, log);
            foreach (TranscriptEntry entry in transcript.Requests())
            {
                session.Answer(entry);
            }
        }

        string channel = new NodeFolder(folder.FullName, _ => null, TimeProvider.System).Take().Channels.Single().Name;
        string peer = channel.Split('/')[0];
        using FakeSocket node = new(folder.File("lightning-rpc"), question => Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(question) switch
            {
                string text when text.Contains("listpeerchannels", StringComparison.Ordinal) =>
                    $$$"""{"result":{"channels":[{"peer_id":"{{{peer}}}","short_channel_id":"103x1x0","state":"CHANNELD_NORMAL","peer_connected":true}]}}""",
                string text when text.Contains("listnodes", StringComparison.Ordinal) => """{"result":{"nodes":[{"alias":"<i>Mallory</i> \u202e"}]}}""",
                _ => $$$"""{"result":{"safe":false,"findings":[{"channel":"{{{channel}}}","finding":"NodeBehind","sentence":"Forgotten.","safe":false,"exits":["wait"]}]}}""",
            } + "\n"));
        NodeFolder source = new(folder.FullName, _ => null, TimeProvider.System);
        NodePicture picture = source.Take();
        Assert.IsTrue(Patience.Until(() => (picture = source.Take()).Channels.Single().Findings.Count > 0));
        string page = PageText.Of(picture).Text;
        StringAssert.Contains(page, "&lt;i&gt;Mallory&lt;/i&gt; &#xFFFD;");
        StringAssert.Contains(page, "103x1x0");
        StringAssert.Contains(page, "The signer is ahead of the node: not safe to continue.");
    }

    /// <summary>One answer to each line, then the end of the connection.</summary>
    private sealed class FakeSocket : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        public FakeSocket(string path, Func<byte[], byte[]> answer)
        {
            _listener.Bind(new UnixDomainSocketEndPoint(path));
            _listener.Listen(16);
            _ = Task.Run(() =>
            {
                while (true)
                {
                    try
                    {
                        using Socket client = _listener.Accept();
                        byte[] line = new byte[1 << 16];
                        int length = client.Receive(line);
                        client.Send([.. answer(line[..length].TakeWhile(letter => letter != (byte)'\n').ToArray()), (byte)'\n']);
                    }
                    catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
                    {
                        if (ended is ObjectDisposedException || !_listener.IsBound)
                        {
                            return;
                        }
                    }
                }
            });
        }

        public void Dispose() => _listener.Dispose();
    }
}
