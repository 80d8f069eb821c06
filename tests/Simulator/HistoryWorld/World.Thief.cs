using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.HistoryWorld;

/// <content>A thief who owns the host, the node and the peer, and knows every key but the device's.</content>
internal sealed partial class World
{
    private void PlayThief(Operation operation, WorldChannel channel)
    {
        switch (operation.Deed)
        {
            case Deed.SignOther:
                SignOther(operation, channel);
                break;
            case Deed.SignOld:
                Ask(Sign(channel, CommitmentBuilder.LastOfCounterparty(Old(operation, channel))).Encode());
                break;
            case Deed.ValidateOwn:
                ValidateOwn(operation, channel);
                break;
            case Deed.RevokeNumber:
                Ask(new RevokeHolderCommitment { ChannelId = channel.Id, Number = Near(OurNext(channel), operation.A) }.Encode());
                break;
            case Deed.ShowSecret:
                ShowSecret(operation, channel);
                break;
            case Deed.SignHolder:
                Ask(new SignHolderCommitment { ChannelId = channel.Id, FundingPrefix = Prefix(channel), Number = Near(OurNext(channel), operation.A) }.Encode());
                break;
            case Deed.Close:
                Close(operation, channel);
                break;
            case Deed.AskPoint:
                Ask(new GetPerCommitmentPoint { Peer = channel.PeerId, Dbid = channel.Dbid, Number = Near(OurNext(channel), operation.A) }.Encode());
                break;
            case Deed.Replay:
                Ask(Recorded(operation));
                break;
            case Deed.ReplayOnOtherChannel:
                Ask(WithOtherChannel(Recorded(operation)));
                break;
            case Deed.FlipByte:
                Ask(Damaged(Recorded(operation), operation));
                break;
            case Deed.TakeSnapshot:
                TakeSnapshot(channel);
                break;
            case Deed.OtherTimeline:
                OtherTimeline(operation, channel);
                break;
            case Deed.Setup:
                SetUpAgain(operation, channel);
                break;
            case Deed.Lock:
                Ask(new LockOutpoint { ChannelId = channel.Id, Txid = operation.A % 2 == 0 ? channel.FundingTxid : OtherTxid(channel, operation), Vout = 0 }.Encode());
                break;
            case Deed.Forget:
                Ask(new ForgetChannel { ChannelId = channel.Id }.Encode());
                break;
            case Deed.PrepareThenSign:
                PrepareThenSign(operation, channel);
                break;
            case Deed.OldHost:
                // A second host with an older disk goes on as if nothing had happened.
                channel.Disk.Store(Old(operation, channel));
                channel.Node = new ChannelNode(channel.Device, channel.Disk, channel.Order);
                channel.IsFrozen = false;
                break;
        }
    }

    private byte[]? Ask(byte[] request) => _bench.Ask(request);

    /// <summary>The next commitment of the peer, or one near it, with contents that the thief likes better.</summary>
    private void SignOther(Operation operation, WorldChannel channel) => Ask(Sign(channel, Wished(operation, channel)).Encode());

    private CommitmentFields Wished(Operation operation, WorldChannel channel)
    {
        ChannelState state = channel.Node.State;
        CommitmentFields content = operation.A % 2 == 0 || !state.MaySign
            ? CommitmentBuilder.LastOfCounterparty(state)
            : CommitmentBuilder.NextOfCounterparty(state);
        ulong number = Near(content.Number, operation.A / 2);
        byte[] point = operation.C % 8 == 7 ? channel.PeerSigner.PerCommitmentPoint(number + 1) : channel.PeerSigner.PerCommitmentPoint(number);
        return Changed(content.With(changed => { changed.Number = number; changed.Point = point; }), operation);
    }

    /// <summary>Nothing, an amount, another payment, one payment less, a fee: whatever makes it another content of the same size.</summary>
    private static CommitmentFields Changed(CommitmentFields content, Operation operation)
    {
        ulong step = 1000 + (operation.B % 50_000u);
        switch (operation.C % 6)
        {
            case 1 when content.ToHolderSat > step + 1000:
                return content.With(changed => { changed.ToHolderSat = content.ToHolderSat - step; changed.ToCounterpartySat = content.ToCounterpartySat + step; });
            case 2 when content.ToHolderSat > step + 10_000:
                Htlc added = new()
                {
                    IsOfferedByPeer = false, IsTrimmed = false, AmountMsat = (step + 5000) * 1000, PaymentHash = Hash(operation), Expiry = 700,
                };
                return content.With(changed => { changed.ToHolderSat = content.ToHolderSat - step - 6000; changed.Htlcs = [.. content.Htlcs, added]; });
            case 3 when content.Htlcs.Length > 0:
                return content.With(changed => { changed.Htlcs = content.Htlcs[1..]; changed.ToCounterpartySat += content.Htlcs[0].AmountMsat / 1000; });
            case 4:
                return content.With(changed => changed.FeeratePerKw = content.FeeratePerKw + 1);
            default:
                return content;
        }
    }

    private static SignCounterpartyCommitment Sign(WorldChannel channel, CommitmentFields content) => new()
    {
        ChannelId = channel.Id,
        FundingPrefix = Prefix(channel),
        Commitment = content,
    };

    /// <summary>A commitment of the holder, near the next one, with the peer's true signature (or another number's).</summary>
    private void ValidateOwn(Operation operation, WorldChannel channel)
    {
        ulong number = Near(OurNext(channel), operation.A);
        LedgerChannel? known = _ledger.Find(channel.Id);
        if (known is null || !known.OurPoints.TryGetValue(number, out byte[]? point))
        {
            Ask(new GetPerCommitmentPoint { Peer = channel.PeerId, Dbid = channel.Dbid, Number = number }.Encode());
            point = known?.OurPoints.GetValueOrDefault(number) ?? channel.PeerSigner.PerCommitmentPoint(number);
        }

        CommitmentFields content = Changed(CommitmentBuilder.LastOfHolder(channel.Node.State, point).With(changed => changed.Number = number), operation);
        SignedCommitment signed;
        try
        {
            signed = channel.PeerSigner.SignCounterparty(content.Mirrored());
        }
        catch (MalformedException)
        {
            return; // no such transaction
        }

        if (operation.C % 16 == 15)
        {
            signed.Signature[20] ^= 1;
        }

        Ask(new ValidateHolderCommitment
        {
            ChannelId = channel.Id,
            FundingPrefix = Prefix(channel),
            Commitment = content,
            Signature = signed.Signature,
            HtlcSignatures = signed.HtlcSignatures,
        }.Encode());
    }

    private void ShowSecret(Operation operation, WorldChannel channel)
    {
        ulong number = Near(channel.Node.State.CounterpartyNumber, operation.A);
        byte[] secret = channel.PeerSigner.Revoke(operation.C % 8 == 7 ? number + 1 : number).Secret;
        Ask(new ValidateRevocation { ChannelId = channel.Id, Number = number, Secret = secret }.Encode());
    }

    private void Close(Operation operation, WorldChannel channel)
    {
        ChannelState state = channel.Node.State;
        ulong toHolderSat = state.ToUsMsat / 1000;
        ulong takenSat = operation.C % 8 == 7 ? toHolderSat / 2 : 0;
        toHolderSat -= takenSat == 0 ? operation.B % 3000u : takenSat;
        Ask(new SignMutualClose
        {
            ChannelId = channel.Id,
            FundingPrefix = Prefix(channel),
            ToHolderSat = state.Terms.IsOpener ? toHolderSat - 1000 : toHolderSat,
            ToCounterpartySat = (state.ToPeerMsat / 1000) + takenSat - (state.Terms.IsOpener ? 0 : 1000u),
            HolderScript = _walletScript.Value,
            CounterpartyScript = Scripts.PayToWitnessKey(channel.PeerId),
            Locktime = 0,
            Sequence = 0xfffffffd,
            HasHolderKeyIndex = true,
            HolderKeyIndex = 0,
        }.Encode());
    }

    private void PrepareThenSign(Operation operation, WorldChannel channel)
    {
        CommitmentFields content = Wished(operation, channel);
        SignCounterpartyCommitment sign = Sign(channel, content);
        if (!_bench.Boot())
        {
            return;
        }

        long before = _bench.Storage.OperationCount;
        byte[]? prepared = Ask(sign.EncodeAs(MessageId.PrepareCounterpartyCommitment));
        if (prepared is not null && _bench.Storage.OperationCount != before)
        {
            throw new ViolationException(ViolationKind.Answer, "prepare touched the flash");
        }

        byte[]? signed = Ask(sign.Encode());
        if (prepared is null || signed is null)
        {
            return;
        }

        Reply would = Reply.Decode(prepared);
        Reply did = Reply.Decode(signed);
        if (!_bench.MayBeStopped && (would.Status != did.Status || would.Code != did.Code || would.Tag != did.Tag))
        {
            throw new ViolationException(ViolationKind.Answer, "prepare said " + would.Status + " " + would.Tag + ", sign said " + did.Status + " " + did.Tag);
        }
    }

    /// <summary>The founding story's second timeline: an old disk, another payment, a commitment at a number that was signed before.</summary>
    private void OtherTimeline(Operation operation, WorldChannel channel)
    {
        MemoryDisk disk = new();
        disk.Store(Old(operation, channel));
        ChannelNode node = new(channel.Device, disk, CommitOrder.SignThenWrite);
        node.Offer(1000 * (10_000 + (ulong)operation.B), Hash(operation), 650);
        try
        {
            node.Commit();
        }
        catch (Exception end) when (end is RefusedException or SignerLostException)
        {
            // Refused, or nobody answered: the ledger has seen what came out.
        }
    }

    private static void TakeSnapshot(WorldChannel channel)
    {
        if (channel.OldDisks.Count < 16)
        {
            channel.OldDisks.Add(channel.Disk.Load()!);
        }
    }

    /// <summary>The opening again, or a splice, or a channel that was forgotten: the same names with another outpoint.</summary>
    private void SetUpAgain(Operation operation, WorldChannel channel)
    {
        ChannelTerms terms = channel.Node.State.Terms with { FundingTxid = operation.A % 4 == 0 ? channel.FundingTxid : OtherTxid(channel, operation) };
        try
        {
            new DeviceSigner(request => Ask(request) is { } reply ? Reply.Decode(reply) : throw new SignerLostException("no reply"), channel.PeerId, channel.Dbid)
                .Setup(terms);
        }
        catch (Exception end) when (end is RefusedException or SignerLostException)
        {
        }
    }

    private byte[] Recorded(Operation operation) =>
        _bench.Recorded.Count == 0 ? [0] : _bench.Recorded[^(1 + (operation.A % _bench.Recorded.Count))];

    /// <summary>The thief takes one channel's request to the other: wherever one's name stands, the other's is put.</summary>
    private byte[] WithOtherChannel(byte[] request)
    {
        byte[] changed = [.. request];
        foreach (WorldChannel channel in _channels)
        {
            int at = request.AsSpan().IndexOf(channel.Id);
            if (at >= 0)
            {
                _channels.First(other => other != channel).Id.CopyTo(changed, at);
                return changed;
            }
        }

        return changed;
    }

    private static byte[] Damaged(byte[] request, Operation operation)
    {
        byte[] damaged = [.. request];
        damaged[operation.B % damaged.Length] ^= (byte)(1 << (operation.C % 8));
        return (MessageId)damaged[0] is MessageId.Wipe or MessageId.Provision or MessageId.Unlock ? request : damaged;
    }

    private static ChannelState Old(Operation operation, WorldChannel channel) => channel.OldDisks[operation.A % channel.OldDisks.Count].Clone();

    private static byte[] OtherTxid(WorldChannel channel, Operation operation) =>
        Holdfast.Crypto.Sha256.Hash([.. channel.FundingTxid, (byte)(1 + (operation.B % 2))]);

    private static uint Prefix(WorldChannel channel) => channel.Node.State.Terms.FundingPrefix;

    /// <summary>The lowest number of the holder whose secret did not come out, as far as anybody outside can tell.</summary>
    private ulong OurNext(WorldChannel channel)
    {
        HashSet<ulong>? secrets = _ledger.Find(channel.Id)?.OurSecretsOut;
        return secrets is null || secrets.Count == 0 ? 0 : secrets.Max() + 1;
    }

    /// <summary>Mostly the number itself, else up to two to each side.</summary>
    private static ulong Near(ulong number, int choice) => (choice % 8) switch
    {
        4 => number + 1,
        5 => number + 2,
        6 => number == 0 ? 0 : number - 1,
        7 => number < 2 ? 0 : number - 2,
        _ => number,
    };
}
