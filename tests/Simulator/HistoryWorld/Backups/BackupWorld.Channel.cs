using Holdfast.Crypto;
using Holdfast.HistoryWorld.Money;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.HistoryWorld.Backups;

/// <content>The life of a channel, by a node that waits where the device waits.</content>
internal sealed partial class BackupWorld
{
    private const string BackedUp = "holdfast-counterparty-state-backed-up";
    private const ulong ValueSat = 1_000_000;
    private const ulong SpliceFeeSat = 400;

    /// <summary>What the peer has: nothing, less than a tower's fee, a little more, and much.</summary>
    private static readonly ulong[] s_peersSat = [0, 800, 1_600, 9_000, 15_000, 40_000, 66_000, 300_000, 500_000];

    private int _waits;

    private BackedChannel? OpenChannel(ChannelType type, byte[] txid)
    {
        ulong dbid = (ulong)_channels.Count + 1;
        byte[] peer = _curve.PublicKey(Sha256.Hash([.. "node"u8, (byte)dbid]));
        if (Body(new NewChannel { Peer = peer, Dbid = dbid }.Encode()) is null
            || Body(new ChannelKeys { Peer = peer, Dbid = dbid }.Encode()) is not { } body)
        {
            return null;
        }

        ChannelKeysReply keys = ChannelKeysReply.Decode(body);
        SoftwareSigner signer = new(_curve, Sha256.Hash([.. "peer"u8, (byte)dbid]));
        BackedChannel channel = new(peer, dbid, type, signer, new ChannelSide(keys.Basepoints, keys.FundingPoint, 354, BackedChannel.DelayBlocks));
        channel.PeersSat = 400_000;
        BackedFunding funding = new(channel.Terms(txid, ValueSat)) { IsBound = true };
        if (!SetUp(channel, funding))
        {
            return null;
        }

        _channels.Add(channel);
        channel.Fundings.Add(funding);
        if (Sign(channel, funding, 0, channel.PeersSat) && Hold(channel, funding, 0, channel.PeersSat))
        {
            channel.Next = 1;
            Asks(new LockOutpoint { ChannelId = channel.Id, Txid = txid, Vout = 0 }.Encode());
        }

        return channel;
    }

    private bool SetUp(BackedChannel channel, BackedFunding funding) => Asks(new SetupChannel
    {
        Peer = channel.Peer,
        Dbid = channel.Dbid,
        IsOutbound = false,
        ValueSat = funding.Terms.ValueSat,
        Push = 0,
        FundingTxid = funding.Terms.FundingTxid,
        FundingVout = 0,
        HolderDelayBlocks = BackedChannel.DelayBlocks,
        HolderShutdownScript = [],
        CounterpartyBasepoints = channel.PeerSigner.Basepoints,
        CounterpartyFundingPoint = channel.PeerSigner.FundingPoint,
        CounterpartyDelayBlocks = BackedChannel.DelayBlocks,
        CounterpartyShutdownScript = [],
        ChannelType = (byte)channel.Type,
    }.Encode());

    /// <summary>One state further on every live funding; where the device refuses, the same is asked another time.</summary>
    private void Advance(BackedChannel channel, Dice dice)
    {
        _lastTag = string.Empty;
        if (channel.Next == 0)
        {
            return;
        }

        channel.NextPeersSat ??= dice.Pick<ulong>(s_peersSat);
        ulong peersSat = channel.NextPeersSat.Value;
        foreach (BackedFunding funding in channel.Live)
        {
            if (!Sign(channel, funding, channel.Next, peersSat))
            {
                Waits(channel);
                return;
            }
        }

        if (channel.Revoked < channel.Next && !ShowSecret(channel, channel.Next - 1))
        {
            return;
        }

        foreach (BackedFunding funding in channel.Live)
        {
            if (!Hold(channel, funding, channel.Holder + 1, peersSat))
            {
                return;
            }
        }

        if (Asks(new RevokeHolderCommitment { ChannelId = channel.Id, Number = channel.Holder }.Encode()))
        {
            channel.Holder++;
            channel.Next++;
            channel.PeersSat = peersSat;
            channel.NextPeersSat = null;
        }
    }

    // What was acknowledged while only some of several fundings were is in the device's memory only: after a reboot the host brings the lowest states once more.
    private void Waits(BackedChannel channel)
    {
        if (_lastTag != BackedUp)
        {
            return;
        }

        _waits++;
        foreach (SignedState state in StatesOf(channel).Where(state => state.Number + 5 > channel.Next))
        {
            state.Acknowledged.Clear();
        }
    }

    private bool Sign(BackedChannel channel, BackedFunding funding, ulong number, ulong peersSat)
    {
        byte[] request = new SignCounterpartyCommitment
        {
            ChannelId = channel.Id, FundingPrefix = funding.Prefix, Commitment = channel.Content(funding, number, peersSat),
        }.Encode();
        if (!Asks(request))
        {
            return false;
        }

        // Before the signature goes on to the node.
        if (!FetchTicket(channel, funding, number) && Asks(request))
        {
            FetchTicket(channel, funding, number);
        }

        return true;
    }

    private bool FetchTicket(BackedChannel channel, BackedFunding funding, ulong number)
    {
        if (Body(new GetStateTicket { ChannelId = channel.Id, FundingPrefix = funding.Prefix, Number = number }.Encode()) is not { } body)
        {
            return false;
        }

        funding.States[number].Ticket = GetStateTicketReply.Decode(body);
        return true;
    }

    private bool ShowSecret(BackedChannel channel, ulong number) =>
        Asks(new ValidateRevocation { ChannelId = channel.Id, Number = number, Secret = channel.PeerSigner.Revoke(number).Secret }.Encode());

    private bool Hold(BackedChannel channel, BackedFunding funding, ulong number, ulong peersSat)
    {
        if (Body(new GetPerCommitmentPoint { Peer = channel.Peer, Dbid = channel.Dbid, Number = number }.Encode()) is not { } body)
        {
            return false;
        }

        byte[] point = GetPerCommitmentPointReply.Decode(body).Point;
        CommitmentFields content = channel.Content(funding, number, peersSat).With(changed => changed.Point = point);
        channel.PeerSigner.Setup(funding.Terms with { Holder = funding.Terms.Counterparty, Counterparty = funding.Terms.Holder, IsOpener = true });
        SignedCommitment signed = channel.PeerSigner.SignCounterparty(content.Mirrored());
        return Asks(new ValidateHolderCommitment
        {
            ChannelId = channel.Id, FundingPrefix = funding.Prefix, Commitment = content, Signature = signed.Signature, HtlcSignatures = signed.HtlcSignatures,
        }.Encode());
    }

    /// <summary>Another funding that may confirm: its first commitments, then the holder's signature on the transaction that makes it.</summary>
    private void Splice(BackedChannel channel)
    {
        BackedFunding[] live = [.. channel.Live];
        if (live.Length >= 3 || channel.Next == 0 || channel.NextPeersSat != null || channel.Revoked + 1 != channel.Next)
        {
            return;
        }

        BackedFunding old = live[0];
        byte[] shared = Scripts.PayToWitnessScript(Scripts.Funding(channel.Ours.FundingPoint, channel.PeerSigner.FundingPoint));
        ulong valueSat = old.Terms.ValueSat - (SpliceFeeSat * (ulong)live.Length);
        WalletTransaction transaction = new(
            2, 0, [new TransactionInput(old.Terms.FundingTxid, 0, 0xfffffffd, old.Terms.ValueSat, shared)], [new TransactionOutput(valueSat, shared)]);
        BackedFunding funding = new(channel.Terms(transaction.Txid(), valueSat));
        if (!SetUp(channel, funding))
        {
            return;
        }

        channel.Fundings.Add(funding);
        if (!Sign(channel, funding, channel.Next - 1, channel.PeersSat))
        {
            Waits(channel);
            funding.IsGone = true; // the nodes give this splice up
            return;
        }

        if (!Hold(channel, funding, channel.Holder, channel.PeersSat))
        {
            funding.IsGone = true;
            return;
        }

        bool isSigned = Asks(new SignSplice
        {
            ChannelId = channel.Id,
            FundingPrefix = old.Prefix,
            Version = 2,
            Locktime = 0,
            Inputs =
            [
                new WalletInputFields
                {
                    Txid = old.Terms.FundingTxid, Vout = 0, Sequence = 0xfffffffd, Sat = old.Terms.ValueSat, Kind = WalletInputKind.Foreign, Script = shared,
                },
            ],
            InputIndex = 0,
            Outputs = [new WalletOutputFields { Sat = valueSat, Script = shared }],
        }.Encode());
        _log?.Invoke("a splice " + isSigned);
        if (!isSigned)
        {
            funding.IsGone = true;
        }
    }

    /// <summary>A splice confirms: what it spends is gone, and what competes with it.</summary>
    private void LockSplice(BackedChannel channel)
    {
        BackedFunding? splice = channel.Live.LastOrDefault(funding => funding.IsBound);
        if (splice is null || splice == channel.Live.First() || channel.NextPeersSat != null)
        {
            return;
        }

        if (Asks(new LockOutpoint { ChannelId = channel.Id, Txid = splice.Terms.FundingTxid, Vout = 0 }.Encode()))
        {
            foreach (BackedFunding other in channel.Live.Where(funding => funding != splice))
            {
                other.IsGone = true;
                other.IsSpent = true;
            }
        }
    }
}
