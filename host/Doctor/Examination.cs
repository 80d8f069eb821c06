using System.Buffers.Binary;
using Holdfast.Bytes;
using Holdfast.IntentLog;
using Holdfast.Protocol;

namespace Holdfast.Doctor;

/// <summary>Compares what device, intent log and node remember. Pure: it reads three pictures and changes nothing.</summary>
public static class Examination
{
    private const string RetrySame = "policy-commitment-retry-same";
    private const string Repeat = "repeat the recorded intent exactly";
    private const string Wait = "wait for the peer: when it retransmits or closes, the channel continues or ends by itself";
    private const string ForceClose = "force-close with the newest commitment that the device holds";

    /// <param name="device">What the device holds.</param>
    /// <param name="intents">The intent log; null when there is none.</param>
    /// <param name="node">The node's view; empty when unknown.</param>
    /// <returns>The device first, then channel by channel; every channel gets at least one finding.</returns>
    public static IReadOnlyList<Diagnosis> Of(DeviceView device, IntentView? intents, IReadOnlyList<NodeChannel> node)
    {
        List<Diagnosis> found = [.. OfReceipt(device.Receipt)];
        foreach (DeviceChannel channel in device.Channels)
        {
            int before = found.Count;
            string name = Name(channel.Channel.Terms.Peer, channel.Channel.Terms.Dbid);
            found.AddRange(OfIntents(name, channel, intents));
            found.AddRange(OfNode(name, channel, node));
            if (channel.Channel.IsClosing)
            {
                found.Add(new(name, Finding.Closing, "A close of this channel was signed; nothing new will be promised.", true, ["wait until it confirms"]));
            }

            string? order = OrderOf(channel, intents);
            if (order == SigningOrder.NodesOwn && !channel.Channel.IsClosing)
            {
                found.Add(SigningOrder.Warning(name));
            }

            if (found.Count == before)
            {
                string ahead = order == SigningOrder.WriteAhead ? ", and the node writes ahead" : "";
                found.Add(new(name, Finding.InStep, $"Everyone agrees on {State(channel)}{ahead}.", true, []));
            }
        }

        foreach (NodeChannel unknown in node.Where(channel => device.Channels.All(known => !IsSame(known, channel))))
        {
            found.Add(new(
                unknown.Peer + "/" + unknown.Dbid, Finding.NodeAhead,
                $"The node has commitment {unknown.CounterpartyNumber} of a channel that this device does not know.", false,
                ["use the device that this channel was opened with"]));
        }

        return found;
    }

    /// <summary>
    /// The intent log knows how the newest signature was asked for. The device knows less: it never kept a book of incoming payments for a node that has always signed
    /// first. Null when nobody knows, as of a channel that was only opened.
    /// </summary>
    private static string? OrderOf(DeviceChannel channel, IntentView? intents) =>
        SigningOrder.Of(intents?.Audit.Where(closed => NumberOf(closed.Intent, channel) != null) ?? [])
        ?? (channel.Channel.Incoming == null && channel.Channel.SignedCount > 1 ? SigningOrder.NodesOwn : null);

    private static IEnumerable<Diagnosis> OfReceipt(ReceiptResult receipt)
    {
        if (receipt == ReceiptResult.DeviceOlder)
        {
            yield return new("", Finding.DeviceOlder, "The device's flash is older than a state that this host has seen: it was restored or swapped.", false,
                ["do not sign with this flash", "restore the newest flash content", "let the peers close"]);
        }

        if (receipt == ReceiptResult.Foreign)
        {
            yield return new("", Finding.ReceiptForeign, "The newest receipt in the intent log belongs to another device or another seed.", false,
                ["name the intent log of this device"]);
        }
    }

    private static IEnumerable<Diagnosis> OfIntents(string name, DeviceChannel channel, IntentView? intents)
    {
        if (intents == null)
        {
            yield break;
        }

        foreach (OpenIntent open in intents.Pending.Where(open => NumberOf(open.Intent, channel) != null))
        {
            ulong number = NumberOf(open.Intent, channel)!.Value;
            yield return number < channel.Channel.SignedCount - Math.Min(1, channel.Channel.SignedCount)
                ? new(name, Finding.IntentStale, $"An intent for commitment {number} was never closed, but the device is now at {State(channel)}.", true, [])
                : new(name, Finding.IntentOpen, $"Commitment {number} was asked for, and no answer was stored; the device is at {State(channel)}.", true, [Repeat]);
        }

        ClosedIntent? last = intents.Audit.Where(closed => NumberOf(closed.Intent, channel) != null).MaxBy(closed => closed.Id);
        if (last is { Outcome: IntentOutcome.Refused, Note: RetrySame })
        {
            ulong number = NumberOf(last.Intent, channel)!.Value;
            yield return new(name, Finding.ContentRefused,
                $"The node asked for another content of commitment {number} than the device had signed, and was refused. The device is ahead of the node.", true,
                [Repeat, Wait, ForceClose]);
        }
    }

    private static IEnumerable<Diagnosis> OfNode(string name, DeviceChannel channel, IReadOnlyList<NodeChannel> node)
    {
        NodeChannel? view = node.FirstOrDefault(candidate => IsSame(channel, candidate));
        if (view == null)
        {
            yield break;
        }

        ulong signed = channel.Channel.SignedCount;
        if (view.CounterpartyNumber + 1 > signed || view.HolderNumber > channel.Channel.HolderRevokedCount + 1)
        {
            yield return new(name, Finding.NodeAhead, $"The node shows commitment {view.CounterpartyNumber}, the device {State(channel)}.", false,
                ["do not continue with this device: the node has used another signer, or this one was wiped"]);
        }
        else if (view.CounterpartyNumber + 1 < signed || view.HolderNumber < channel.Channel.HolderRevokedCount)
        {
            // One commitment back is what a crash between signing and storing leaves; a revoked one of the holder must never be broadcast.
            bool isRevoked = view.HolderNumber < channel.Channel.HolderRevokedCount;
            yield return new(name, Finding.NodeBehind, $"The node shows commitment {view.CounterpartyNumber}, the device {State(channel)}.", false,
                isRevoked ? ["never broadcast the node's commitment: it is revoked", Repeat, "ask the peer to close"] : [Repeat, Wait, ForceClose]);
        }
    }

    /// <summary>The commitment number that an intent asks for, when it is one for this channel.</summary>
    private static ulong? NumberOf(Intent intent, DeviceChannel channel) =>
        intent.Channel.AsSpan().SequenceEqual(Key(channel)) ? SigningOrder.Commitment(intent)?.Commitment.Number : null;

    /// <summary>How the bridge names a channel in its intents: peer, then dbid big-endian.</summary>
    private static byte[] Key(DeviceChannel channel)
    {
        byte[] dbid = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(dbid, channel.Channel.Terms.Dbid);
        return [.. channel.Channel.Terms.Peer, .. dbid];
    }

    private static bool IsSame(DeviceChannel channel, NodeChannel view) =>
        channel.Channel.Terms.Dbid == view.Dbid && string.Equals(Convert.ToHexString(channel.Channel.Terms.Peer), view.Peer, StringComparison.OrdinalIgnoreCase);

    private static string Name(byte[] peer, ulong dbid) => Convert.ToHexStringLower(peer) + "/" + dbid;

    private static string State(DeviceChannel channel) =>
        channel.CounterpartyNumber is ulong number ? $"commitment {number}" : "a channel without a commitment";
}
