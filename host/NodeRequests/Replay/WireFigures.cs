using System.Buffers.Binary;
using Holdfast.DeviceLink;
using Holdfast.NodeRequests.Hsmd;
using Holdfast.NodeRequests.Wire;

namespace Holdfast.NodeRequests.Replay;

/// <summary>One kind of request of the node and what it came to on the device's line, summed over a replay.</summary>
/// <param name="Kind">hsmd's number and name; commitments also by the number of their HTLCs.</param>
/// <param name="NodeBytes">Bytes of the node's requests and of their replies.</param>
/// <param name="DeviceBytes">Bytes to the device and back, framing, seal and repeats included.</param>
public sealed record WireRow(string Kind, int Requests, int RoundTrips, (long Request, long Reply) NodeBytes, (long To, long From) DeviceBytes);

/// <summary>
/// Measures the bridge's compact translation: bytes on the wire and round trips per kind of request, beside the bytes of the node's own
/// messages. For one replay at a time.
/// </summary>
public sealed class WireFigures
{
    private readonly SortedDictionary<(int Number, int Htlcs), WireRow> _rows = [];
    private int _roundTrips;
    private long _to;
    private long _from;

    /// <summary>By number, then by HTLCs.</summary>
    public IReadOnlyCollection<WireRow> Rows => _rows.Values;

    /// <summary>Counts what this client exchanges.</summary>
    public void Watch(SignerClient client) => client.Exchanged += figures =>
    {
        _roundTrips++;
        _to += figures.BytesToDevice;
        _from += figures.BytesFromDevice;
    };

    /// <summary>The session's answers, each of them measured: what <see cref="TranscriptReplay"/> takes for a start.</summary>
    public Func<TranscriptEntry, HsmdAnswer> Around(NodeSession session) => entry =>
    {
        (_roundTrips, _to, _from) = (0, 0, 0);
        HsmdAnswer answer = session.Handle(entry.Client!.ToHsmd(), entry.Request);
        Add(entry, answer.Bytes?.Length ?? 0);
        return answer;
    };

    private void Add(TranscriptEntry entry, int replyBytes)
    {
        HsmdType type = (HsmdType)BinaryPrimitives.ReadUInt16BigEndian(entry.Request);
        int htlcs = Htlcs(type, entry.Request);
        string name = (ushort)type + " " + type + (htlcs < 0 ? "" : ", " + htlcs + " HTLCs");
        WireRow row = _rows.GetValueOrDefault(((int)type, htlcs)) ?? new WireRow(name, 0, 0, (0, 0), (0, 0));
        _rows[((int)type, htlcs)] = row with
        {
            Requests = row.Requests + 1,
            RoundTrips = row.RoundTrips + _roundTrips,
            NodeBytes = (row.NodeBytes.Request + entry.Request.Length, row.NodeBytes.Reply + replyBytes),
            DeviceBytes = (row.DeviceBytes.To + _to, row.DeviceBytes.From + _from),
        };
    }

    /// <summary>HTLCs of a commitment; -1 for other messages.</summary>
    private static int Htlcs(HsmdType type, byte[] request)
    {
        HsmdReader reader = new(request);
        reader.Type();
        return type switch
        {
            HsmdType.SignRemoteCommitmentTx => SignRemoteCommitmentTx.Parse(reader).Htlcs.Length,
            HsmdType.ValidateCommitmentTx => ValidateCommitmentTx.Parse(reader).Htlcs.Length,
            _ => -1,
        };
    }
}
