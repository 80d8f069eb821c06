using Holdfast.HistoryWorld.Backups;
using Holdfast.HistoryWorld.Money;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.HistoryWorld.Payments;

/// <content>Fundings beside the one in use.</content>
internal sealed partial class PayWorld
{
    private const ulong SpliceFeeSat = 400;

    /// <summary>Another funding that may confirm: its first commitments, then our signature on the transaction that makes it. The peer pays the fee.</summary>
    private bool Splice(PayChannel channel, bool isHonest, PayContent? different = null)
    {
        PayFunding[] live = [.. channel.Live];
        if (live.Length >= 2 || (isHonest && channel.Remembered >= 3) || channel.Revoked + 1 != channel.Next || channel.Pending != null || channel.IsClosing)
        {
            return false;
        }

        PayFunding old = live[0];
        byte[] shared = Scripts.PayToWitnessScript(Scripts.Funding(channel.Ours.FundingPoint, channel.PeerSigner.FundingPoint));
        ulong valueSat = old.Terms.ValueSat - SpliceFeeSat;
        WalletTransaction transaction = new(
            2, 0, [new TransactionInput(old.Terms.FundingTxid, 0, 0xfffffffd, old.Terms.ValueSat, shared)], [new TransactionOutput(valueSat, shared)]);
        PayFunding funding = new(channel.Terms(transaction.Txid(), valueSat), old.OffsetSat);
        bool isReady = SetUp(channel, funding, 0);
        if (isHonest)
        {
            Must(isReady, "a splice is set up");
        }

        if (!isReady)
        {
            return false;
        }

        channel.Fundings.Add(funding);
        channel.Remembered++;
        bool isSigned = Sign(channel, funding, different ?? channel.Newest, channel.Next - 1);
        Read(channel);
        isSigned = isSigned && Hold(channel, funding, different ?? channel.Current, channel.Holder);
        Read(channel);
        isSigned = isSigned && SignSplice(channel, old, shared, valueSat);
        if (isHonest)
        {
            Must(isSigned, "a splice is signed");
        }

        funding.IsBound = isSigned;
        funding.IsGone = !isSigned;
        Count();
        return isSigned;
    }

    private bool SignSplice(PayChannel channel, PayFunding old, byte[] shared, ulong valueSat) => Asks(new SignSplice
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

    /// <summary>The splice confirms: what it spends is gone.</summary>
    private void LockSplice(PayChannel channel)
    {
        PayFunding splice = channel.Live.Last();
        if (splice == channel.Live.First() || channel.Revoked + 1 != channel.Next || channel.Pending != null)
        {
            return;
        }

        _owner.Wanted = "ock";
        if (Must(Asks(new LockOutpoint { ChannelId = channel.Id, Txid = splice.Terms.FundingTxid, Vout = 0 }.Encode()), "a splice is locked"))
        {
            foreach (PayFunding other in channel.Live.Where(funding => funding != splice).ToArray())
            {
                other.IsGone = true;
                _ledger.Cannot(channel, other);
            }

            channel.LastPromise = null;
            Read(channel);
        }

        _owner.Wanted = null;
        Count();
    }

    // With every commitment the splice gives the owner a little less than the funding in use.
    private void Drift(PayChannel channel, Dice dice)
    {
        if (channel.IsClosing || (channel.Live.Count() == 1 && !Splice(channel, isHonest: false)))
        {
            return;
        }

        PayFunding[] live = [.. channel.Live];
        ulong each = 600_000 + (ulong)dice.Below(1_400_000);
        bool isSwapped = dice.Chance(50);
        for (ulong i = 1; i <= 12; i++)
        {
            PayContent next = channel.Newest;
            if (next.OwnMsat < i * each)
            {
                return;
            }

            PayContent less = next with { OwnMsat = next.OwnMsat - i * each };
            PeerRevokes(channel);
            if (!(isSwapped ? Sign(channel, live[1], less, channel.Next) && Sign(channel, live[0], next, channel.Next)
                : Sign(channel, live[0], next, channel.Next) && Sign(channel, live[1], less, channel.Next)))
            {
                return;
            }

            channel.Newest = next;
            channel.Next++;
            PeerRevokes(channel);
            if (!Hold(channel, live[0], next, channel.Holder + 1) || !Hold(channel, live[1], less, channel.Holder + 1))
            {
                return;
            }

            channel.Pending = next;
            WeRevoke(channel);
            Read(channel);
        }
    }
}
