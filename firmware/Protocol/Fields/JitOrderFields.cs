using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>An order for a channel, 85 bytes: what was agreed, and what was kept.</summary>
public sealed class JitOrderFields
{
    public const int CountMax = 16;

    private const int LengthBytes = 85;

    public uint Order;

    public byte[] LspId;

    public ulong Scid;

    public ushort CltvDelta;

    public ulong MinFeeMsat;

    public uint Proportional;

    /// <summary>0: the payer decides.</summary>
    public ulong SizeMsat;

    public ulong ValidUntil;

    public bool TrustsLsp;

    public JitOrderState State;

    /// <summary>What the provider has kept.</summary>
    public ulong TakenMsat;

    public static void WriteAll(ByteWriter writer, JitOrderFields[] orders)
    {
        ItemCount.Write(writer, orders.Length, CountMax);
        for (int i = 0; i < orders.Length; i++)
        {
            JitOrderFields order = orders[i];
            writer.U32(order.Order);
            FixedField.Write(writer, order.LspId, 33);
            writer.U64(order.Scid);
            writer.U16(order.CltvDelta);
            writer.U64(order.MinFeeMsat);
            writer.U32(order.Proportional);
            writer.U64(order.SizeMsat);
            writer.U64(order.ValidUntil);
            writer.Flag(order.TrustsLsp);
            writer.U8((byte)order.State);
            writer.U64(order.TakenMsat);
        }
    }

    public static JitOrderFields[] ReadAll(ByteReader reader)
    {
        JitOrderFields[] orders = new JitOrderFields[ItemCount.Read(reader, CountMax, LengthBytes)];
        for (int i = 0; i < orders.Length; i++)
        {
            JitOrderFields order = new JitOrderFields();
            order.Order = reader.U32();
            order.LspId = reader.Bytes(33);
            order.Scid = reader.U64();
            order.CltvDelta = reader.U16();
            order.MinFeeMsat = reader.U64();
            order.Proportional = reader.U32();
            order.SizeMsat = reader.U64();
            order.ValidUntil = reader.U64();
            order.TrustsLsp = reader.Flag();
            byte state = reader.U8();
            if (state > (byte)JitOrderState.Taken)
            {
                throw new MalformedException("an unknown state of an order");
            }

            order.State = (JitOrderState)state;
            order.TakenMsat = reader.U64();
            orders[i] = order;
        }

        return orders;
    }
}
