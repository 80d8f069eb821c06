using Holdfast.Bytes;
using Holdfast.Protocol;
using Holdfast.Vault;

namespace Holdfast.Requests;

/// <summary>What the vault remembers of orders, by ascending number: all of it fits one reply.</summary>
public static class ReadJitOrdersHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ReadJitOrders request = ReadJitOrders.Decode(body);
        PromiseBook book = signer.Vault.Book;
        JitOrder[] found = new JitOrder[book.Orders.Length];
        int count = 0;
        for (int i = 0; i < book.Orders.Length; i++)
        {
            JitOrder order = book.Orders[i];
            if (order.Number >= request.First)
            {
                int at = count++;
                for (; at > 0 && found[at - 1].Number > order.Number; at--)
                {
                    found[at] = found[at - 1];
                }

                found[at] = order;
            }
        }

        ReadJitOrdersReply reply = new ReadJitOrdersReply();
        reply.NextOrder = book.NextOrder;
        reply.Orders = new JitOrderFields[count];
        for (int i = 0; i < count; i++)
        {
            reply.Orders[i] = Fields(found[i]);
        }

        return reply.Encode();
    }

    private static JitOrderFields Fields(JitOrder order)
    {
        JitOrderFields fields = new JitOrderFields();
        fields.Order = order.Number;
        fields.LspId = order.Lsp;
        fields.Scid = order.Scid;
        fields.CltvDelta = order.CltvDelta;
        fields.MinFeeMsat = order.MinFeeMsat;
        fields.Proportional = order.Ppm;
        fields.SizeMsat = order.IsFixed ? order.SizeMsat : 0;
        fields.ValidUntil = order.ValidUntil;
        fields.TrustsLsp = order.TrustsLsp;
        fields.State = order.IsTaken ? JitOrderState.Taken : JitOrderState.Agreed;
        fields.TakenMsat = order.TakenMsat;
        return fields;
    }
}
