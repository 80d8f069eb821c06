using Holdfast.Bytes;
using Holdfast.HistoryWorld.Money;
using Holdfast.Protocol;

namespace Holdfast.HistoryWorld.Payments;

/// <content>Invoices of the vault: the honest node takes payments for them, and a thief wants their preimages for less, or for two payments.</content>
internal sealed partial class PayWorld
{
    /// <summary>What ClaimGuardBlocksMin is on the network of the world.</summary>
    private const uint GuardBlocks = 4;

    private readonly Dictionary<int, (PromiseInvoiceReply Reply, ulong Msat)> _promised = [];

    /// <summary>The number of a payment hash of the vault; 0 when the device promises nothing.</summary>
    private int Promised(ulong msat, uint order = 0)
    {
        if (!Asks(new PromiseInvoice { AmountMsat = msat, ExpiresAt = 1_800_000_000, FinalDelta = 18, Order = order }.Encode()))
        {
            return 0;
        }

        PromiseInvoiceReply reply = PromiseInvoiceReply.Decode(new ByteReader(_last.Body));
        if (_promised.Values.Any(other => other.Reply.PaymentHash.AsSpan().SequenceEqual(reply.PaymentHash)))
        {
            throw new ViolationException(ViolationKind.Loss, "a payment hash was promised twice");
        }

        _promised[++_hashes] = (reply, msat);
        return _hashes;
    }

    private byte[]? VaultHash(int hash) => _promised.TryGetValue(hash, out (PromiseInvoiceReply Reply, ulong Msat) promise) ? promise.Reply.PaymentHash : null;

    private PayHtlc VaultPart(int hash, ulong msat, uint blocks = 50) => new(true, msat, hash, Height + blocks, VaultHash(hash));

    private bool Cancel(int hash)
    {
        bool isCancelled = Asks(new CancelPromise { PaymentHash = VaultHash(hash)! }.Encode());
        if (isCancelled)
        {
            _ledger.Cancelled(hash);
        }

        return isCancelled;
    }

    /// <summary>True when the preimage left for these HTLCs.</summary>
    private bool Release(int hash, params PayHtlc[] parts) => Release(hash, true, parts);

    private bool Release(int hash, bool knowsSecret, PayHtlc[] parts)
    {
        (PromiseInvoiceReply reply, ulong msat) = _promised[hash];
        bool isReleased = Asks(new ReleasePreimage
        {
            PaymentHash = reply.PaymentHash,
            PaymentSecret = knowsSecret ? reply.PaymentSecret : new byte[32],
            Height = Height,
            Parts = [.. parts.Select(part => new PartFields { AmountMsat = part.Msat, Expiry = part.Expiry })],
        }.Encode());
        if (isReleased)
        {
            string set = string.Join(' ', parts.Select(part => part.Msat + ":" + part.Expiry).Order());
            _ledger.Released(hash, (long)msat, parts, set, knowsSecret && parts.Min(part => part.Expiry) >= Height + GuardBlocks);
        }

        return isReleased;
    }

    private void StealPreimage(PayChannel a, PayChannel b, Dice dice)
    {
        ulong msat = Amount(dice);
        int hash = Promised(msat);
        if (hash == 0)
        {
            return;
        }

        uint blocks = dice.Chance(15) ? (uint)dice.Below(6) : 50;
        PayHtlc[] parts = dice.Chance(50) ? [VaultPart(hash, msat, blocks)] : [VaultPart(hash, msat / 2, blocks), VaultPart(hash, msat - msat / 2, blocks)];
        PayChannel[] ways = [.. parts.Select(_ => dice.Chance(60) ? a : b)];
        for (int i = 5 + dice.Below(5); i > 0; i--)
        {
            int at = dice.Below(parts.Length);
            OneStep(ways[at], parts[at], dice.Chance(50) ? a : b, dice);
            if (dice.Chance(70))
            {
                PayHtlc[] set = dice.Below(5) switch { 0 => [parts[0]], 1 => [.. parts, parts[0]], 2 => [parts[0], parts[0]], _ => parts };
                Release(hash, dice.Chance(90), set);
            }

            if (dice.Chance(5))
            {
                Cancel(hash);
            }

            if (dice.Chance(3))
            {
                FillVault();
            }
        }
    }

    private void FillVault()
    {
        for (int i = 0; i <= Holdfast.Vault.PromiseBook.CountMax && Promised(1_000) != 0; i++)
        {
        }
    }

    private void OneStep(PayChannel way, PayHtlc part, PayChannel other, Dice dice)
    {
        PayContent Plus(PayContent content) => content.Htlcs.Contains(part) || !content.CanAdd(part) ? content : content.Plus(part);
        PayContent Minus(PayContent content) => content.Htlcs.Contains(part) ? content.Minus(part, false) : content;
        switch (dice.Below(10))
        {
            case 0 or 1 or 2 or 3:
                Step(way, Plus, dice, true);
                break;
            case 4:
                Ends(way, part, dice.Chance(30), dice, dice.Chance(50));
                break;
            case 5:
                Leaves(other, new PayHtlc(false, part.Msat - 1_000, part.Hash, part.Expiry - 20, part.VaultHash), dice);
                break;
            case 6 when !way.IsClosing:
                StepOurs(way, dice.Chance(50) ? Plus : Minus);
                break;
            case 7 when !way.IsClosing:
                StepPeers(way, dice.Chance(50) ? Plus : Minus, dice);
                break;
            case 8 when !way.IsClosing && dice.Chance(50):
                StepOurs(way, Plus);
                PeerRevokes(way);
                PeersNext(way, Plus(way.Newest), isPrepared: false);
                Read(way);
                Release(part.Hash, part);
                break;
            case 8 when !way.IsClosing:
                PrepareAndRelease(way, Minus(way.Newest), part, dice);
                break;
            default:
                Reboot();
                if (dice.Chance(80))
                {
                    ShowNewest();
                }

                break;
        }
    }

    // The commitment on which the HTLC has failed is prepared before the release and signed after it.
    private void PrepareAndRelease(PayChannel way, PayContent content, PayHtlc part, Dice dice)
    {
        PeerRevokes(way);
        PayFunding funding = way.Live.First();
        if (Prepare(way, funding, content, way.Next))
        {
            Release(part.Hash, part);
            if (dice.Chance(80) && SignPreparedOnly(way, funding, way.Next))
            {
                way.Newest = content;
                way.Next++;
                Read(way);
            }
        }
    }
}
