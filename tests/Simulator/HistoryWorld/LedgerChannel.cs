using Holdfast.Lightning;
using Holdfast.ReferenceNode;

namespace Holdfast.HistoryWorld;

/// <summary>What an outsider who saw every request and every reply of a channel can say about it.</summary>
internal sealed class LedgerChannel
{
    public required byte[] Peer { get; init; }

    public required ulong Dbid { get; init; }

    /// <summary>By funding prefix. A funding that was given up stays here: its signatures are still out.</summary>
    public Dictionary<uint, LedgerFunding> Fundings { get; } = [];

    /// <summary>Secrets of the peer that the device took. Revocation works for every funding at once.</summary>
    public HashSet<ulong> PeerSecretsShown { get; } = [];

    /// <summary>The holder's secrets that came out.</summary>
    public HashSet<ulong> OurSecretsOut { get; } = [];

    /// <summary>Asked for while nobody heard the answer: the device may have revoked, and will say so again.</summary>
    public HashSet<ulong> OurSecretsPerhapsOut { get; } = [];

    /// <summary>The holder's commitments whose own signature came out, whatever the funding.</summary>
    public HashSet<ulong> OurCommitmentsSigned { get; } = [];

    public bool CloseCameOut { get; set; }

    public Dictionary<ulong, byte[]> OurPoints { get; } = [];

    /// <summary>Nothing beyond the first commitments happened: an opening that may still be started over.</summary>
    public bool IsAtStart => OurSecretsOut.Count == 0 && !CloseCameOut &&
        Fundings.Values.All(funding => funding.Held.All(number => number == 0) && funding.SignedForPeer.Keys.All(number => number == 0));
}

/// <summary>One funding outpoint of a channel.</summary>
internal sealed class LedgerFunding
{
    /// <summary>
    /// What was said about it, newest last. From outside nobody can tell whether a description that came again replaced the earlier one, so a
    /// signature must fit one of them.
    /// </summary>
    public List<ChannelTerms> Terms { get; } = [];

    /// <summary>Another funding was locked, or an opening took this one's place: it cannot confirm any more.</summary>
    public bool IsDead { get; set; }

    /// <summary>Signatures for the peer's commitments that came out: number → every content, by identity.</summary>
    public Dictionary<ulong, Dictionary<string, CommitmentFields>> SignedForPeer { get; } = [];

    /// <summary>The holder's commitments that the device took with the peer's signatures: number → identity. Perhaps taken: the reply was lost.</summary>
    public HashSet<ulong> Held { get; } = [];
}
