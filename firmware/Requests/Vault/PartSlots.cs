using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Payments;
using Holdfast.Vault;

namespace Holdfast.Requests;

/// <summary>Which channels count for the parts of a payment, by their slots.</summary>
public sealed class PartSlots
{
    /// <summary>Channels whose payments are known.</summary>
    public readonly bool[] All;

    /// <summary>Of these, the ones with a locked funding: others may never exist.</summary>
    public readonly bool[] Locked;

    /// <summary>The locked ones, and the new ones of a provider that is trusted before that.</summary>
    public readonly bool[] Trusted;

    /// <summary>Those that the provider of the order has opened since it was agreed to, and of which no fee was kept.</summary>
    public readonly bool[] New;

    /// <param name="order">Of the promise; null for none.</param>
    public PartSlots(SignerContext signer, byte[] hash, JitOrder order)
    {
        HtlcTables tables = signer.Payments.Tables;
        All = new bool[signer.Channels.SlotCount];
        Locked = new bool[All.Length];
        Trusted = new bool[All.Length];
        New = new bool[All.Length];
        for (int slot = 0; slot < All.Length; slot++)
        {
            HtlcTable table = tables.At(slot);
            if (table != null && HashQuery.IsIn(table, hash))
            {
                Channel channel = signer.Channels.At(slot);
                All[slot] = true;
                Locked[slot] = channel.IsFundingLocked;
                New[slot] = order != null && !order.IsTaken && order.IsNewChannel(slot) && Check.Same(channel.Terms.Peer, order.Lsp);
                Trusted[slot] = Locked[slot] || (New[slot] && order.TrustsLsp);
                NewBits |= New[slot] ? JitOrder.BitOf(slot) : 0;
            }
        }
    }

    /// <summary>The bits of <see cref="New"/> on which something of the payment is.</summary>
    public ulong NewBits { get; private set; }
}
