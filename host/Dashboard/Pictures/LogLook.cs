using System.Buffers.Binary;
using Holdfast.Doctor;
using Holdfast.IntentLog;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Dashboard.Pictures;

/// <summary>What the intent log says. It is read again only when the files have changed, because it can hold a thousand requests.</summary>
internal sealed class LogLook(string path)
{
    private const int AuditCount = 1000;
    private const int RefusalsMax = 20;
    private const int ChannelBytes = 41;
    private const int PeerBytes = 33;

    private IntentView? _view;
    private string _trouble = string.Empty;
    private (DateTime, long, DateTime, long) _stamp;

    public NodePicture Add(NodePicture picture)
    {
        Look();
        if (_view is not { } view)
        {
            return picture with { Log = new LogPicture { Trouble = _trouble } };
        }

        LogPicture log = new()
        {
            Trouble = _trouble,
            Pending = [.. view.Pending
                .Select(open => new PendingPicture(open.Intent.Kind, NameOf(open.Intent), SigningOrder.Commitment(open.Intent)?.Commitment.Number, open.Begun))],
            Samples = [.. view.Audit.Where(closed => closed.Outcome != IntentOutcome.Abandoned).Reverse()
                .Select(closed => new Sample(closed.Closed, Math.Max(0, (closed.Closed - closed.Begun).TotalMilliseconds), closed.Outcome == IntentOutcome.Refused))],
            ReceiptSequence = view.LastReceipt is { Length: >= 8 } receipt ? BinaryPrimitives.ReadUInt64BigEndian(receipt) : null,
        };
        RefusalPicture[] refusals = [.. view.Audit.Where(closed => closed.Outcome == IntentOutcome.Refused).Take(RefusalsMax).Select(closed => new RefusalPicture(
            closed.Intent.Kind, NameOf(closed.Intent), closed.Closed, closed.Note, string.Empty, string.Empty, BridgeLook.WhatToDo(closed.Note)))];
        return picture with
        {
            Log = log,
            Channels = [.. view.Audit.Where(closed => closed.Intent.Channel.Length == ChannelBytes)
                .GroupBy(closed => NameOf(closed.Intent)).Select(Channel).OrderBy(channel => channel.Name)],

            // The bridge knows the sentences of those that it has seen itself; the log knows those from before its start.
            Refusals = picture.Refusals.Count > 0 ? picture.Refusals : refusals,
        };
    }

    private static ChannelPicture Channel(IGrouping<string, ClosedIntent> closed)
    {
        ClosedIntent? newest = closed.Where(one => one.Outcome == IntentOutcome.Completed && SigningOrder.Commitment(one.Intent) != null).MaxBy(one => one.Id);
        SignCounterpartyCommitment? asked = newest == null ? null : SigningOrder.Commitment(newest.Intent);
        CommitmentFields? content = asked?.Commitment;
        return new ChannelPicture
        {
            Name = closed.Key,
            Number = content?.Number,
            HolderSat = content?.ToHolderSat ?? 0,
            CounterpartySat = content?.ToCounterpartySat ?? 0,
            InFlightSat = content?.Htlcs.Aggregate(0UL, (sum, htlc) => sum + (htlc.AmountMsat / 1000)) ?? 0,
            Htlcs = content?.Htlcs.Length ?? 0,
            IsWriteAhead = SigningOrder.Of(closed) switch { SigningOrder.WriteAhead => true, SigningOrder.NodesOwn => false, _ => null },
            LastSigned = newest?.Closed,
        };
    }

    private void Look()
    {
        FileInfo database = new(path);
        FileInfo ahead = new(path + "-wal");
        (DateTime, long, DateTime, long) stamp = (database.Exists ? database.LastWriteTimeUtc : default, database.Exists ? database.Length : 0,
            ahead.Exists ? ahead.LastWriteTimeUtc : default, ahead.Exists ? ahead.Length : 0);
        if (stamp == _stamp && _view != null)
        {
            return;
        }

        try
        {
            _view = IntentView.Read(path, AuditCount);
            _trouble = string.Empty;
            _stamp = stamp;
        }
        catch (IntentStoreException unreadable)
        {
            _trouble = database.Exists ? unreadable.Message : "there is no intent log at " + path;
        }
    }

    private static string NameOf(Intent intent) => intent.Channel.Length == ChannelBytes
        ? Convert.ToHexStringLower(intent.Channel, 0, PeerBytes) + "/" + BinaryPrimitives.ReadUInt64BigEndian(intent.Channel.AsSpan(PeerBytes))
        : string.Empty;
}
