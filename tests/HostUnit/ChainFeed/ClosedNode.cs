using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Bytes;
using Holdfast.ChainFeed;
using Holdfast.DeviceLink;
using Holdfast.HostUnit.NodeRequests;
using Holdfast.HsmdBridge;
using Holdfast.IntentLog;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Hsmd;
using Holdfast.NodeRequests.Replay;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Plugin;
using Holdfast.Protocol;

namespace Holdfast.HostUnit.ChainFeed;

/// <summary>
/// A recorded session in which a channel ended on chain with payments in flight, played to a simulated device behind the bridge's control socket. The transactions are the
/// recorded ones; the chain is the test's.
/// </summary>
internal sealed class ClosedNode : ISignerChain, ISignerTimeouts, IDisposable
{
    private const byte LockDepthBlocksMin = 16;

    private readonly TemporaryFolder _folder = new();
    private readonly TestSigner _signer;
    private readonly IntentStore _intents;
    private readonly Transcript _transcript;
    private NodeSession _session;

    public ClosedNode(string recording)
    {
        _transcript = Recordings.Named(recording);
        _signer = new TestSigner(_transcript.SecretFile);
        _intents = RecoveredLog.Open(_folder.File("intents.db"));
        _session = NewSession();
        Assert.IsTrue(TranscriptReplay.Run(_transcript, recording, NewSession).IsClean);
        _signer.Device.Button.Presses = _ => false;
    }

    /// <summary>
    /// What the node was given signatures for on its own commitment (146) and on the peer's (143), the first of each payment; the second form has the inputs for the fee (149).
    /// </summary>
    public IEnumerable<(ChannelName Channel, byte[] Point, Transaction Spending, Transaction Whole)> Sweeps()
    {
        HashSet<string> seen = [];
        TranscriptEntry[] entries = [.. _transcript.Requests()];
        Transaction[] whole = [.. entries.Where(entry => entry.Number() == 149).Select(entry => SignHtlcTxMingle.Parse(Reader(entry)).Psbt.Transaction)];
        foreach (TranscriptEntry entry in entries.Where(entry => entry.Number() is 143 or 146))
        {
            (ChannelName channel, byte[] point, Transaction spending) = entry.Number() == 146
                ? SignLocalHtlcTx.Parse(Reader(entry)) is var local ? (local.Channel, Array.Empty<byte>(), local.Spending.Transaction) : default
                : SignRemoteHtlcToUs.ParseAny(Reader(entry)) is var remote ? (remote.Named!, remote.CommitmentPoint, remote.Spending.Transaction) : default;
            TransactionInput input = spending.Inputs[0];
            if (seen.Add(Convert.ToHexString(input.Txid) + input.Vout))
            {
                yield return (channel, point, spending, whole.FirstOrDefault(each => each.Inputs[0].Spends(input.Txid, input.Vout)) ?? spending);
            }
        }
    }

    /// <summary>The commitment that a node was given for the chain.</summary>
    public static byte[] ClosingOf(string recording) =>
        SignCommitmentTx.Parse(Reader(Recordings.Named(recording).Requests().Last(entry => entry.Number() == 5))).Spending.Transaction.Serialize();

    public ulong Commits => _signer.JournalSequence;

    public int Asked { get; private set; }

    /// <summary>Stands in the way of a line to the bridge.</summary>
    public Action<string> Before { get; set; } = _ => { };

    /// <summary>What is kept of the channel's payments.</summary>
    public byte[] Kept(ChannelName channel) => _intents.Memory(channel.ToBytes())!;

    public bool Knows(ChannelName channel, byte[] table) =>
        ShowPaymentsReply.Decode(new ByteReader(_signer.Client.Exchange(new ShowPayments { ChannelId = channel.Id, Payments = table }.Encode()).Body)).AreKnown;

    public void CutPower() => _signer.Device.CutPower();

    /// <summary>A stricter limit needs no button.</summary>
    public void SetDepth(ulong blocks) => _signer.Client.Ask(new SetLimits { Changes = [new LimitChangeFields { Number = LockDepthBlocksMin, Value = blocks }] });

    /// <summary>The bridge dies when the device has answered the next proof, before it has stored anything of the answer; then the device loses its power too.</summary>
    public void DieAfterTheProof()
    {
        void Dies(ExchangeFigures figures)
        {
            if (figures.Id == MessageId.ProveTimeout)
            {
                _signer.Client.Exchanged -= Dies;
                throw new IOException("the bridge is gone");
            }
        }

        _signer.Client.Exchanged += Dies;
    }

    /// <summary>Another process of the bridge: what it had in memory is gone, and the node asks again for what it needs.</summary>
    public void Restart(Func<TranscriptEntry, bool> isAsked)
    {
        _session = NewSession();
        foreach (TranscriptEntry entry in _transcript.Requests().Where(isAsked))
        {
            _session.Handle(entry.Client!.ToHsmd(), entry.Request);
        }
    }

    public Task<byte[]> ExchangeAsync(byte[] message, CancellationToken cancellation)
    {
        JsonNode reply = Ask(new JsonObject { ["method"] = "chain", ["message"] = Convert.ToHexString(message) });
        return Task.FromResult(Convert.FromHexString(reply["reply"]?.ToString() ?? throw new ChainFeedException(reply["error"]!.ToString())));
    }

    public Task<IReadOnlyList<FundingOutpoint>> WantedAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<FundingOutpoint>>([]);

    public Task<IReadOnlyList<WantedTimeout>> WantedTimeoutsAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<WantedTimeout>>(
        [.. Ask(new JsonObject { ["method"] = "wanted-timeouts" })["timeouts"]!.AsArray().Select(SignerControl.Timeout)]);

    public Task<string?> ProveTimeoutAsync(byte[] message, CancellationToken cancellation)
    {
        Asked++;
        JsonNode reply = Ask(new JsonObject { ["method"] = "prove-timeout", ["message"] = Convert.ToHexString(message) });
        return reply["error"] is { } error ? throw new ChainFeedException(error.ToString()) : Task.FromResult(reply["refusal"]?.ToString());
    }

    public JsonNode Ask(JsonObject line)
    {
        Before(line["method"]!.ToString());
        return JsonNode.Parse(ControlSocket.Answer(_session, Encoding.UTF8.GetBytes(line.ToJsonString())))!;
    }

    public void Dispose()
    {
        _intents.Dispose();
        _signer.Dispose();
        _folder.Dispose();
    }

    private NodeSession NewSession() => _session = new NodeSession(_signer.Client, _intents);

    private static HsmdReader Reader(TranscriptEntry entry)
    {
        HsmdReader reader = new(entry.Request);
        reader.Type();
        return reader;
    }
}
