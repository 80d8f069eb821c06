using System.Text.Json.Nodes;
using Holdfast.Doctor;
using Holdfast.IntentLog;
using Holdfast.Protocol;

namespace Holdfast.Plugin;

/// <summary>
/// What the node believes against what the intent log says the signer promised, channel by channel. The device itself is busy behind
/// holdfast-hsmd; what it promised stands in the log. The node's view is `listpeerchannels`: it names no commitment numbers, but it names the funding
/// transaction and every payment in flight, and a payment that stands on the last commitment the signer signed must be known to the node.
/// </summary>
internal static class Comparison
{
    private const string Repeat = "let the node repeat the recorded content";
    private const string Wait = "wait for the peer: when it retransmits or closes, the channel continues or ends by itself";
    private const string ForceClose = "force-close (lightning-cli close ID 1)";

    /// <summary>Findings, one or more per channel that the log knows; nothing when the log is empty.</summary>
    public static IReadOnlyList<Diagnosis> Of(IntentView log, JsonNode listPeerChannels)
    {
        List<Diagnosis> found = [];
        IEnumerable<IGrouping<string, (ChannelKey Key, Intent Intent, ClosedIntent? Closed)>> channels = log.Pending
            .Select(open => (Key: ChannelKey.Parse(open.Intent.Channel), open.Intent, Closed: (ClosedIntent?)null))
            .Concat(log.Audit.Select(closed => (Key: ChannelKey.Parse(closed.Intent.Channel), closed.Intent, Closed: (ClosedIntent?)closed)))
            .Where(entry => entry.Key is not null)
            .GroupBy(entry => entry.Key!.ToString())!;
        foreach (IGrouping<string, (ChannelKey Key, Intent Intent, ClosedIntent? Closed)> channel in channels)
        {
            int before = found.Count;
            foreach ((_, Intent intent, _) in channel.Where(entry => entry.Closed is null))
            {
                found.Add(new(channel.Key, Finding.IntentOpen, intent.Kind + Numbered(intent) + " was asked for, and no answer was stored.", true, [Repeat]));
            }

            ClosedIntent? last = channel.FirstOrDefault(entry => entry.Closed is not null && IsSign(entry.Intent)).Closed;
            if (last is { Outcome: IntentOutcome.Refused, Note: "policy-commitment-retry-same" })
            {
                found.Add(new(
                    channel.Key, Finding.ContentRefused,
                    "The node asked for another content of commitment" + Numbered(last.Intent) + " than the signer had signed, and was refused.", true,
                    [Repeat, Wait, ForceClose]));
            }

            ClosedIntent? signed = channel.FirstOrDefault(entry => entry.Closed is { Outcome: IntentOutcome.Completed } && IsSign(entry.Intent)).Closed;
            found.AddRange(OfNode(channel.Key, signed, listPeerChannels));
            string? order = SigningOrder.Of(channel.Where(entry => entry.Closed is not null).Select(entry => entry.Closed!));
            if (order == SigningOrder.NodesOwn && Find(channel.Key, SigningOrder.Commitment(signed!.Intent)!.FundingPrefix, listPeerChannels) is not null)
            {
                found.Add(SigningOrder.Warning(channel.Key));
            }

            if (found.Count == before)
            {
                string agreed = signed is null ? string.Empty : " on commitment" + Numbered(signed.Intent);
                found.Add(new(channel.Key, Finding.InStep, "Node and signer agree" + agreed + (order == SigningOrder.WriteAhead ? ", and the node writes ahead." : "."), true, []));
            }
        }

        return found;
    }

    /// <summary>Per channel that the log knows, in which order its newest commitment was signed; channels that were only opened are not there.</summary>
    public static IReadOnlyDictionary<string, string> Orders(IntentView log)
    {
        Dictionary<string, string> orders = [];
        foreach (IGrouping<string?, ClosedIntent> channel in log.Audit.GroupBy(closed => ChannelKey.Parse(closed.Intent.Channel)?.ToString()))
        {
            if (channel.Key is not null && SigningOrder.Of(channel) is string order)
            {
                orders[channel.Key] = order;
            }
        }

        return orders;
    }

    private static IEnumerable<Diagnosis> OfNode(string name, ClosedIntent? signed, JsonNode listPeerChannels)
    {
        if (signed is null || SigningOrder.Commitment(signed.Intent) is not { } request)
        {
            yield break;
        }

        if (Find(name, request.FundingPrefix, listPeerChannels) is not { } channel)
        {
            yield break;
        }

        HashSet<string> known = [.. (channel["htlcs"] as JsonArray ?? []).Select(htlc => htlc?["payment_hash"]?.ToString() ?? string.Empty)];
        string[] forgotten = [.. request.Commitment.Htlcs.Select(htlc => Convert.ToHexStringLower(htlc.PaymentHash)).Where(hash => !known.Contains(hash))];
        if (forgotten.Length > 0)
        {
            yield return new(
                name, Finding.NodeBehind,
                $"The signer has signed commitment {request.Commitment.Number} with {forgotten.Length} payment(s) that the node does not know, the first {forgotten[0]}. " +
                "The node forgot what it asked for; another content for this number will be refused.",
                false, [Repeat, Wait, ForceClose]);
        }
    }

    /// <summary>The channel as the node has it; null when it is closed, closing or opening: the node has other ways to know, and nothing new is signed.</summary>
    private static JsonNode? Find(string name, uint fundingPrefix, JsonNode listPeerChannels)
    {
        JsonNode? channel = (listPeerChannels["channels"] as JsonArray)?.FirstOrDefault(candidate =>
            candidate?["peer_id"]?.ToString() is { } peer && name.StartsWith(peer, StringComparison.Ordinal) && Tag(candidate["funding_txid"]) == fundingPrefix);
        return channel?["state"]?.ToString() is "CHANNELD_NORMAL" or "CHANNELD_AWAITING_SPLICE" ? channel : null;
    }

    private static bool IsSign(Intent intent) => intent.Kind == nameof(MessageId.SignCounterpartyCommitment);

    private static string Numbered(Intent intent) => SigningOrder.Commitment(intent) is { } request ? " " + request.Commitment.Number : string.Empty;

    /// <summary>The node prints a txid backwards; the signer names a funding by the first four bytes of the internal order.</summary>
    private static uint? Tag(JsonNode? txid)
    {
        string? text = txid?.ToString();
        if (text is not { Length: 64 })
        {
            return null;
        }

        byte[] bytes = Convert.FromHexString(text[56..]);
        return (uint)((bytes[3] << 24) | (bytes[2] << 16) | (bytes[1] << 8) | bytes[0]);
    }
}
