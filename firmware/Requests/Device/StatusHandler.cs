using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Crypto;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>Plain figures, in every state; nothing secret.</summary>
public static class StatusHandler
{
    public static byte[] Handle(ByteReader body, SignerDevice device)
    {
        Status.Decode(body);
        StatusReply reply = new StatusReply();
        reply.State = device.State;
        reply.StopReason = device.StopReason;
        reply.Network = device.Network;
        reply.MessageBytesMax = (uint)device.MessageBytesMax;
        reply.HtlcsMax = (ushort)device.Limits.HtlcsMax;
        reply.UptimeMs = (ulong)device.Clock.UptimeMs;
        reply.FreeMemoryBytes = device.Memory == null ? 0 : device.Memory.FreeBytes;
        reply.Recovery = device.Recovery;
        reply.Repairs = (ushort)device.Repairs;
        reply.Requests = device.Requests;
        reply.Refusals = device.Refusals;
        reply.Sessions = device.Sessions;
        Refusal refusal = device.LastRefusal;
        reply.LastRefusalTag = Ascii.Bytes(refusal == null ? "" : refusal.Tag, ProtocolLimits.TagBytesMax);
        reply.LastRefusalRule = Ascii.Bytes(refusal == null ? "" : refusal.Rule, ProtocolLimits.RuleBytesMax);
        reply.LastRefusalSentence = Ascii.Bytes(refusal == null ? "" : refusal.Message, ProtocolLimits.SentenceBytesMax);

        reply.Curve = device.Curve == null ? CurveKind.None : device.Curve.IsNative ? CurveKind.Native : CurveKind.Managed;

        // What the owner has chosen is in the journal, which only an unlocked device can read.
        reply.LimitsDigest = device.Context == null ? new byte[32] : Sha256.Hash(device.Limits.Encode());
        reply.FirmwareVersion = SignerDevice.FirmwareVersion;
        reply.RuntimeVersion = device.RuntimeVersion;
        reply.Board = device.Board;
        reply.Sentence = Ascii.Bytes(device.Sentence, ProtocolLimits.SentenceBytesMax);
        if (device.Context != null)
        {
            reply.JournalSequence = device.Context.Journal.Sequence;
            reply.Commits = (uint)device.Context.Journal.Commits;
            reply.CommittedBytes = (ulong)device.Context.Journal.BytesWritten;
            reply.Channels = (ushort)device.Context.Channels.Count;
            reply.ChannelsMax = (ushort)(device.Context.Channels.SlotCount - ChannelBook.FirstSlot);
        }

        return reply.Encode();
    }
}
