using System.Text;
using System.Text.Json.Nodes;
using Holdfast.ChainFeed;
using Holdfast.Crypto;
using Holdfast.DeviceLink;
using Holdfast.HostUnit.NodeRequests;
using Holdfast.HsmdBridge;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Hsmd;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.HostUnit.ChainFeed;

/// <summary>
/// A simulated device behind the bridge, with one channel that a peer has opened; the feeder reaches it through the bridge's control socket, line by line. The
/// button is never pressed.
/// </summary>
internal sealed class FedSigner : ISignerChain, ISignerTimeouts, IDisposable
{
    private readonly TestSigner _signer = new(Enumerable.Repeat((byte)7, 32).ToArray(), isApproved: false);
    private readonly NodeSession _session;
    private readonly HsmdClient _channeld;
    private readonly byte[] _txid;

    public FedSigner()
    {
        _session = new NodeSession(_signer.Client);
        Secp256k1 curve = Secp256k1.Software();
        byte[] peer = curve.PublicKey(Enumerable.Repeat((byte)9, 32).ToArray());
        SoftwareSigner theirs = new(curve, Enumerable.Repeat((byte)8, 32).ToArray());
        DeviceSigner ours = new(message => _signer.Client.Answer(message), peer, 1);
        ours.Create();
        Funding =
        [
            2, 0, 0, 0, 1, .. new byte[36], 0, 255, 255, 255, 255, 1, 0x40, 0x42, 0x0f, 0, 0, 0, 0, 0, 34,
            .. Lightning.Scripts.PayToWitnessScript(Lightning.Scripts.Funding(ours.FundingPoint, theirs.FundingPoint)), 0, 0, 0, 0,
        ];
        _txid = ScriptedBlocks.Twice(Funding);
        Outpoint = FundingOutpoint.Of(_txid, 0);
        byte[] node = _signer.Client.Ask(new NodeKeys()).NodeId;
        ChannelPair.Open(
            new OpeningTerms { FundingTxid = _txid }, new OpeningSide(theirs, new MemoryDisk(), peer, 1), new OpeningSide(ours, new MemoryDisk(), node, 1));
        _channeld = new HsmdClient(peer, 1, HsmdPermissions.LockOutpoint);
    }

    /// <summary>The funding transaction, without witnesses.</summary>
    public byte[] Funding { get; }

    public FundingOutpoint Outpoint { get; }

    /// <summary>How many requests about the chain the device got.</summary>
    public int Asked { get; private set; }

    /// <summary>The device loses its power before the request with this number is asked.</summary>
    public int CutsBefore { get; set; } = -1;

    public ulong Commits => _signer.JournalSequence;

    public int Boots => _signer.Device.Boots;

    public ReadChainReply Chain => _signer.Client.Ask(new ReadChain());

    public void Restart() => _signer.Device.CutPower();

    /// <summary>channeld's message 32.</summary>
    public bool Check()
    {
        HsmdAnswer answer = _session.Handle(_channeld, new HsmdWriter(HsmdType.CheckOutpoint).Bytes(_txid).U16(0).ToArray());
        return answer.Bytes is [_, _, 1];
    }

    /// <summary>channeld's message 37; the tag of the refusal, or nothing.</summary>
    public string Lock() => _session.Handle(_channeld, new HsmdWriter(HsmdType.LockOutpoint).Bytes(_txid).U16(0).ToArray()).Tag;

    public Task<byte[]> ExchangeAsync(byte[] message, CancellationToken cancellation)
    {
        if (Asked++ == CutsBefore)
        {
            Restart();
        }

        JsonNode reply = Ask(new JsonObject { ["method"] = "chain", ["message"] = Convert.ToHexString(message) });
        return Task.FromResult(Convert.FromHexString(reply["reply"]?.ToString() ?? throw new ChainFeedException(reply["error"]!.ToString())));
    }

    public Task<IReadOnlyList<FundingOutpoint>> WantedAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<FundingOutpoint>>(
        [.. Ask(new JsonObject { ["method"] = "wanted-proofs" })["outpoints"]!.AsArray().Select(outpoint => FundingOutpoint.Parse(outpoint!.ToString()))]);

    public Task<IReadOnlyList<WantedTimeout>> WantedTimeoutsAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<WantedTimeout>>([]);

    public Task<string?> ProveTimeoutAsync(byte[] message, CancellationToken cancellation) => throw new InvalidOperationException("nobody waits");

    public JsonNode Ask(JsonObject line) => JsonNode.Parse(ControlSocket.Answer(_session, Encoding.UTF8.GetBytes(line.ToJsonString())))!;

    public void Dispose() => _signer.Dispose();
}
