using Holdfast.Bytes;
using Holdfast.HistoryWorld.Money;
using Holdfast.Protocol;

namespace Holdfast.HistoryWorld.Payments;

/// <content>
/// Orders for channels: the owner has agreed to what a provider may keep of one payment. The provider, the payer and the host are one thief, who wants to keep more, or the
/// same once more. What the device may let pass is counted here anew, in whole numbers, from what the owner has pressed for.
/// </content>
internal sealed partial class PayWorld
{
    private const ulong JitFeeMsat = 3_000_000;
    private const uint JitPpm = 50_000;
    private const ulong JitSizeMsat = 80_000_000;
    private const string JitQuestion = "for a channel that it opens";

    /// <summary>The account tries each choice of the thief's commitments, so that few channels have to do.</summary>
    private const int ChannelsMax = ChannelCount + 2;

    private readonly List<JitDeal> _deals = [];
    private readonly Dictionary<int, JitDeal> _dealOf = [];
    private readonly HashSet<int> _forgotten = [];
    private readonly HashSet<int> _paidByOrder = [];

    private static AgreeJitTerms JitTerms(byte[] lsp, ulong scid) => new()
    {
        LspId = lsp, Scid = scid, CltvDelta = 40, MinFeeMsat = JitFeeMsat, Proportional = JitPpm, SizeMsat = JitSizeMsat, MinSizeMsat = 1, MaxSizeMsat = 2 * JitSizeMsat,
        ValidUntil = 1_800_000_000, MaxSelfDelay = 2016,
    };

    /// <summary>The order of these terms; null when the device has none.</summary>
    private JitDeal? Agree(AgreeJitTerms terms, bool isWanted)
    {
        _owner.Wanted = isWanted ? JitQuestion : null;
        bool isAgreed = Asks(terms.Encode());
        _owner.Wanted = null;
        if (!isAgreed)
        {
            return null;
        }

        uint number = AgreeJitTermsReply.Decode(new ByteReader(_last.Body)).Order;
        if (_deals.Find(deal => deal.Number == number) is { } known)
        {
            return known;
        }

        // What nobody has pressed for is worth nothing.
        JitDeal made = new(number, terms, _channels.Count, isWanted ? Fee(terms) : 0);
        _deals.Add(made);
        return made;
    }

    // bLIP-52.
    private static long Fee(AgreeJitTerms terms) => (long)UInt128.Max(terms.MinFeeMsat, (((UInt128)terms.SizeMsat * terms.Proportional) + 999_999) / 1_000_000);

    private int PromisedBy(JitDeal deal)
    {
        int hash = Promised(JitSizeMsat, deal.Number);
        if (hash != 0)
        {
            _dealOf[hash] = deal;
        }

        return hash;
    }

    private bool Forget(JitDeal deal)
    {
        bool isForgotten = Asks(new ForgetJitOrder { Order = deal.Number }.Encode());
        deal.IsOver |= isForgotten;
        foreach (int hash in isForgotten ? _dealOf.Where(each => each.Value == deal).Select(each => each.Key).ToArray() : [])
        {
            _forgotten.Add(hash);
        }

        return isForgotten;
    }

    /// <summary>True when the preimage left for these parts, of which so much was kept as the host says.</summary>
    private bool ReleaseLess(int hash, PayHtlc[] parts, PayChannel[] ways, ulong[] kept)
    {
        (PromiseInvoiceReply reply, ulong msat) = _promised[hash];
        bool isReleased = Asks(new ReleasePreimage
        {
            PaymentHash = reply.PaymentHash,
            PaymentSecret = reply.PaymentSecret,
            Height = Height,
            Parts = [.. parts.Select((part, i) => new PartFields { AmountMsat = part.Msat, Expiry = part.Expiry, ExtraFeeMsat = kept[i], OnionMsat = part.Msat + kept[i] })],
        }.Encode());
        if (isReleased && _paidByOrder.Add(hash))
        {
            Judge(hash, (long)msat, parts, ways);
        }

        return isReleased;
    }

    private void Judge(int hash, long msat, PayHtlc[] parts, PayChannel[] ways)
    {
        JitDeal deal = _dealOf[hash];
        long missing = Math.Max(0, msat - parts.Sum(part => (long)part.Msat));
        PayChannel[] opened = [.. ways.Distinct().Where(way => way.Peer.AsSpan().SequenceEqual(deal.Terms.LspId) && _channels.IndexOf(way) >= deal.Channels && !way.HasPaidAFee)];
        bool isSure = ways.All(way => way.IsLocked);
        bool mayKeep = !deal.IsOver && !_forgotten.Contains(hash) && opened.Length != 0;
        if (missing != 0)
        {
            deal.IsOver = true;
            foreach (PayChannel way in opened)
            {
                way.HasPaidAFee = true;
            }
        }

        // The limit for channels that are not locked is 0 here.
        _ledger.Released(hash, msat - Math.Min(missing, mayKeep ? deal.FeeMsat : 0), parts, "these parts", isSure);
    }

    private void KeepMore(PayChannel a, PayChannel b, Dice dice)
    {
        // The provider will open the next channel, or has one already.
        bool opens = _channels.Count < ChannelsMax && dice.Chance(70);
        byte[] lsp = opens ? PeerOf((ulong)_channels.Count + 1) : dice.Pick<PayChannel>(_channels).Peer;
        AgreeJitTerms terms = JitTerms(lsp, 1 + (ulong)dice.Below(3));
        terms.TrustsLsp = dice.Chance(30);
        JitDeal? deal = Agree(terms, dice.Chance(85));
        deal = dice.Chance(20) && _deals.Count != 0 ? dice.Pick<JitDeal>(_deals) : deal;
        int hash = deal is null ? 0 : PromisedBy(deal);
        if (deal is null || hash == 0)
        {
            return;
        }

        int again = dice.Chance(50) ? PromisedBy(deal) : 0;
        if (dice.Chance(20))
        {
            Forget(deal);
            deal = Agree(terms, dice.Chance(30)) ?? deal;
        }

        if (opens)
        {
            Open(isOpener: false, isLocked: dice.Chance(80));
        }

        PayLess(hash, deal, a, b, dice);
        if (again != 0)
        {
            PayLess(again, deal, a, b, dice);
        }
    }

    // In one part or two, over the newest channel or another one; too little, or what the terms say; and the host says the truth about it or not.
    private void PayLess(int hash, JitDeal deal, PayChannel a, PayChannel b, Dice dice)
    {
        PayChannel newest = _channels[^1];
        ulong fee = (ulong)Fee(deal.Terms);
        ulong cheated = dice.Chance(60) ? 0 : dice.Chance(50) ? 1 : 4_000_000ul;
        ulong first = JitSizeMsat / 2;
        (PayHtlc Part, PayChannel Way, ulong Kept)[] parts = dice.Chance(60)
            ? [(VaultPart(hash, JitSizeMsat - fee - cheated), dice.Chance(80) ? newest : a, fee + cheated)]
            : [(VaultPart(hash, first), dice.Chance(50) ? newest : b, 0), (VaultPart(hash, JitSizeMsat - first - fee - cheated), dice.Chance(70) ? newest : a, fee + cheated)];
        for (int round = 0; round < 3; round++)
        {
            foreach ((PayHtlc part, PayChannel way, _) in parts)
            {
                Step(way, content => content.Htlcs.Contains(part) || !content.CanAdd(part) ? content : content.Plus(part), dice, true);
            }

            ulong said = dice.Chance(70) ? 0 : cheated;
            ReleaseLess(hash, [.. parts.Select(each => each.Part)], [.. parts.Select(each => each.Way)], [.. parts.Select(each => each.Kept == 0 ? 0 : each.Kept - said)]);
            if (dice.Chance(10))
            {
                Forget(deal);
            }

            if (dice.Chance(10))
            {
                Reboot();
                ShowNewest();
            }
        }
    }

    /// <summary>A story of an order by itself: agreed to, promised, opened, paid less its fee, released and forgotten; and one that is given up with its promise.</summary>
    internal IReadOnlyList<PayAsked> PlayOrder(PayCut? cut)
    {
        _cut = cut;
        List<PayAsked> asked = [];
        Dice dice = new(7, isHonest: true);
        _asked = asked;
        JitDeal deal = Agree(JitTerms(PeerOf(ChannelCount + 1), 1), true)!;
        Require(deal is not null, "terms are agreed to");
        int hash = PromisedBy(deal!);
        Require(hash != 0, "a promise has an order");

        List<PayAsked>? watched = _asked;
        _asked = null;
        Open(isOpener: false);
        PayChannel opened = _channels[^1];
        PayHtlc part = VaultPart(hash, JitSizeMsat - (ulong)Fee(deal!.Terms));
        Require(Add([new(opened, part)], dice, true), "the payment arrives less the fee");
        _asked = watched;
        Require(ReleaseLess(hash, [part], [opened], [(ulong)Fee(deal.Terms)]), "the preimage is released");
        JitDeal second = Agree(JitTerms(PeerOf(ChannelCount + 2), 2), true)!;
        Require(PromisedBy(second) != 0, "another order has a promise");
        Require(Forget(second), "it is given up with its promise");
        Require(Forget(deal), "and the first is forgotten");
        return asked;
    }

    /// <summary>What the owner has agreed to: an order, how many channels there were then, and what the provider may keep once.</summary>
    private sealed class JitDeal(uint number, AgreeJitTerms terms, int channels, long feeMsat)
    {
        public uint Number { get; } = number;

        public AgreeJitTerms Terms { get; } = terms;

        public int Channels { get; } = channels;

        public long FeeMsat { get; } = feeMsat;

        /// <summary>Forgotten, or its fee was kept.</summary>
        public bool IsOver { get; set; }
    }
}
