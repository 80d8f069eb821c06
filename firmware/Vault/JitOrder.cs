using Holdfast.Bytes;

namespace Holdfast.Vault;

/// <summary>
/// What the owner has agreed that a provider may keep of one payment for which it opens a channel, and whether it has. An order does not change: another one takes its place.
/// </summary>
public sealed class JitOrder
{
    internal const int LengthBytes = 76;

    // A bit for each of the slots that can have one.
    private const int SlotsMax = 64;

    private const byte TakenFlag = 1;
    private const byte FixedFlag = 2;
    private const byte TrustsFlag = 4;
    private const byte Flags = TakenFlag | FixedFlag | TrustsFlag;

    /// <summary>At least 1.</summary>
    public uint Number;

    /// <summary>The node id of the provider.</summary>
    public byte[] Lsp;

    /// <summary>The channel that the invoices name.</summary>
    public ulong Scid;

    public ushort CltvDelta;

    /// <summary>Below 2^48, as all amounts here.</summary>
    public ulong MinFeeMsat;

    /// <summary>Millionths of the payment.</summary>
    public uint Ppm;

    /// <summary>The payment has exactly this size; else the payer decides, up to it.</summary>
    public bool IsFixed;

    public ulong SizeMsat;

    /// <summary>Unix time.</summary>
    public uint ValidUntil;

    /// <summary>The preimage may leave before the funding is buried.</summary>
    public bool TrustsLsp;

    /// <summary>The fee was kept; nothing more can be.</summary>
    public bool IsTaken;

    /// <summary>What was kept; 0 before.</summary>
    public ulong TakenMsat;

    /// <summary>
    /// Channels of which nothing may be kept, by the bits of their slots: those that were there when the order was agreed to, and those on which another order's fee was kept.
    /// 0 once it is taken.
    /// </summary>
    public ulong OldSlots;

    /// <summary>The largest fee that the terms allow for a payment.</summary>
    /// <param name="sizeMsat">As the payer sends it. More than the order's size counts as that.</param>
    public ulong FeeMsat(ulong sizeMsat)
    {
        return JitFee.Of(IsFixed || sizeMsat > SizeMsat ? SizeMsat : sizeMsat, MinFeeMsat, Ppm);
    }

    /// <summary>True when a fee may be kept of what comes in through the channel in this slot, as far as the slot decides it.</summary>
    public bool IsNewChannel(int slot)
    {
        return slot < SlotsMax && (OldSlots & BitOf(slot)) == 0;
    }

    /// <summary>The bit of a slot; 0 for one that has none.</summary>
    public static ulong BitOf(int slot)
    {
        return slot < SlotsMax ? 1UL << slot : 0;
    }

    /// <summary>The same order with other old channels.</summary>
    public JitOrder WithOldSlots(ulong slots)
    {
        JitOrder next = Copy();
        next.OldSlots = slots;
        return next;
    }

    /// <summary>The same order after its fee was kept.</summary>
    public JitOrder Taken(ulong msat)
    {
        JitOrder next = Copy();
        next.IsTaken = true;
        next.TakenMsat = msat;
        next.OldSlots = 0;
        return next;
    }

    /// <summary>True when the two say the same of one channel of one provider; number, fate and channels are no terms.</summary>
    public bool HasTermsOf(JitOrder other)
    {
        return Scid == other.Scid && CltvDelta == other.CltvDelta && MinFeeMsat == other.MinFeeMsat && Ppm == other.Ppm && IsFixed == other.IsFixed && SizeMsat == other.SizeMsat
            && ValidUntil == other.ValidUntil && TrustsLsp == other.TrustsLsp && Check.Same(Lsp, other.Lsp);
    }

    internal void Write(ByteWriter writer)
    {
        Check.That(Number != 0 && MinFeeMsat < Promise.AmountEnd && SizeMsat < Promise.AmountEnd, "an order that is written down can be read");
        writer.U32(Number);
        writer.Bytes(Lsp);
        writer.U64(Scid);
        writer.U16(CltvDelta);
        WriteU48(writer, MinFeeMsat);
        writer.U32(Ppm);
        WriteU48(writer, SizeMsat);
        writer.U32(ValidUntil);
        writer.U8((byte)((IsTaken ? TakenFlag : 0) | (IsFixed ? FixedFlag : 0) | (TrustsLsp ? TrustsFlag : 0)));
        writer.U64(IsTaken ? TakenMsat : OldSlots);
    }

    internal static JitOrder Read(ByteReader reader)
    {
        JitOrder order = new JitOrder();
        order.Number = reader.U32();
        order.Lsp = reader.Bytes(33);
        order.Scid = reader.U64();
        order.CltvDelta = reader.U16();
        order.MinFeeMsat = ReadU48(reader);
        order.Ppm = reader.U32();
        order.SizeMsat = ReadU48(reader);
        order.ValidUntil = reader.U32();
        byte flags = reader.U8();
        if (order.Number == 0 || flags > Flags)
        {
            throw new MalformedException("an order that cannot be");
        }

        order.IsTaken = (flags & TakenFlag) != 0;
        order.IsFixed = (flags & FixedFlag) != 0;
        order.TrustsLsp = (flags & TrustsFlag) != 0;
        ulong rest = reader.U64();
        order.TakenMsat = order.IsTaken ? rest : 0;
        order.OldSlots = order.IsTaken ? 0 : rest;
        return order;
    }

    private JitOrder Copy()
    {
        JitOrder copy = new JitOrder();
        copy.Number = Number;
        copy.Lsp = Lsp;
        copy.Scid = Scid;
        copy.CltvDelta = CltvDelta;
        copy.MinFeeMsat = MinFeeMsat;
        copy.Ppm = Ppm;
        copy.IsFixed = IsFixed;
        copy.SizeMsat = SizeMsat;
        copy.ValidUntil = ValidUntil;
        copy.TrustsLsp = TrustsLsp;
        copy.IsTaken = IsTaken;
        copy.TakenMsat = TakenMsat;
        copy.OldSlots = OldSlots;
        return copy;
    }

    private static void WriteU48(ByteWriter writer, ulong value)
    {
        writer.U16((ushort)(value >> 32));
        writer.U32((uint)value);
    }

    private static ulong ReadU48(ByteReader reader)
    {
        ulong high = reader.U16();
        return (high << 32) | reader.U32();
    }
}
