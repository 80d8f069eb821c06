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
        int first = 0;
        while (first < book.Orders.Length && book.Orders[first].Number < request.First)
        {
            first++;
        }

        ReadJitOrdersReply reply = new ReadJitOrdersReply();
        reply.NextOrder = book.NextOrder;
        reply.Orders = new JitOrderFields[book.Orders.Length - first];
        for (int i = 0; i < reply.Orders.Length; i++)
        {
            reply.Orders[i] = Fields(book.Orders[first + i]);
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
