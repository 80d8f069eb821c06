using Holdfast.NodeRequests.Hsmd;
using Holdfast.NodeRequests.Wire;

namespace Holdfast.NodeRequests.Replay;

/// <summary>The commitments of the peer in a recorded session that were revoked in it: what a thief would publish, as it would stand in a block without its witness.</summary>
public sealed class RecordedStates
{
    private const int SignRemoteCommitment = 19;
    private const int ValidateRevocationRequest = 36;

    private readonly List<(string State, byte[] Txid, byte[] Transaction)> _signed = [];
    private readonly HashSet<string> _revoked = [];

    /// <summary>Of all fundings of a channel.</summary>
    public IReadOnlyList<byte[]> Revoked => [.. _signed.Where(state => _revoked.Contains(state.State)).Select(state => state.Transaction)];

    /// <summary>Takes a request that was answered with a reply.</summary>
    public void Take(TranscriptEntry entry)
    {
        HsmdReader reader = new(entry.Request);
        int number = (int)reader.Type();
        if (number is not (SignRemoteCommitment or ValidateRevocationRequest))
        {
            return;
        }

        HsmdClient client = entry.Client!.ToHsmd();
        string channel = Convert.ToHexStringLower(client.Peer) + "/" + client.Dbid + "/";
        if (number == ValidateRevocationRequest)
        {
            _revoked.Add(channel + ValidateRevocation.Parse(reader).Number);
            return;
        }

        SignRemoteCommitmentTx commitment = SignRemoteCommitmentTx.Parse(reader);
        byte[] txid = commitment.Spending.Transaction.Txid;
        if (!_signed.Any(known => known.Txid.AsSpan().SequenceEqual(txid)))
        {
            _signed.Add((channel + commitment.Number, txid, commitment.Spending.Transaction.Serialize()));
        }
    }
}
