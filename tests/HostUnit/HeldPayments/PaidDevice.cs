using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Crypto;
using Holdfast.HostUnit.NodeRequests;
using Holdfast.HsmdBridge;
using Holdfast.NodeRequests;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;
using Holdfast.Tool.Demo;

namespace Holdfast.HostUnit.HeldPayments;

/// <summary>A simulated device with a channel to a peer who pays, and the control socket of holdfast-hsmd in front of it. All of it is real but the chip.</summary>
internal sealed class PaidDevice : IDisposable
{
    public const uint Expiry = (uint)HeldWorld.Height + HeldWorld.FinalDelta;

    private readonly TestSigner _signer = new(Sha256.Hash([0x48]));
    private readonly NodeSession _session;

    public PaidDevice()
    {
        _session = new NodeSession(_signer.Client);
        Channel = new DemoPayer(SignerClientExchange.Of(_signer.Client));
    }

    public DemoPayer Channel { get; }

    public byte[] NodeId => _signer.Client.Ask(new NodeKeys()).NodeId;

    /// <summary>SHA-256 of the node's secret times a point, as the device computes it for onions.</summary>
    public byte[] Ecdh(byte[] point) => _signer.Client.Ask(new Ecdh { Point = point }).Secret;

    /// <summary>Commits to flash in the device's life.</summary>
    public ulong Commits => _signer.JournalSequence;

    public void Dispose() => _signer.Dispose();

    /// <summary>The device loses its memory; its flash stays.</summary>
    public void Reboot() => _signer.Device.Reboot();

    /// <summary>One line of the control socket, answered.</summary>
    public string Answer(string line) => Encoding.UTF8.GetString(ControlSocket.Answer(_session, Encoding.UTF8.GetBytes(line)));

    /// <summary>A request of the vault through the control socket: the reply's body; or the tag and the sentence.</summary>
    public (byte[]? Reply, string? Tag, string Sentence) Ask(byte[] message)
    {
        JsonNode answer = JsonNode.Parse(Answer(new JsonObject { ["method"] = "vault", ["message"] = Convert.ToHexStringLower(message) }.ToJsonString()))!;
        return answer["reply"] is { } reply ? (Convert.FromHexString(reply.ToString()), null, string.Empty) : (null, answer["tag"]?.ToString(), answer["error"]!.ToString());
    }
}
