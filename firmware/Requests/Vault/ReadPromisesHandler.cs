using Holdfast.Bytes;
using Holdfast.Protocol;
using Holdfast.Vault;

namespace Holdfast.Requests;

/// <summary>What the vault remembers, by ascending index: all of it fits one reply.</summary>
public static class ReadPromisesHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ReadPromises request = ReadPromises.Decode(body);
        PromiseBook book = signer.Vault.Book;
        Promise[] found = new Promise[book.Promises.Length];
        int count = 0;
        for (int i = 0; i < book.Promises.Length; i++)
        {
            Promise promise = book.Promises[i];
            if (promise.Index >= request.First)
            {
                int at = count++;
                for (; at > 0 && found[at - 1].Index > promise.Index; at--)
                {
                    found[at] = found[at - 1];
                }

                found[at] = promise;
            }
        }

        ReadPromisesReply reply = new ReadPromisesReply();
        reply.NextIndex = book.NextIndex;
        reply.Promises = new PromiseFields[count];
        for (int i = 0; i < count; i++)
        {
            PromiseFields fields = new PromiseFields();
            fields.Index = found[i].Index;
            fields.PaymentHash = signer.Vault.HashOf(found[i]);
            fields.AmountMsat = found[i].AmountMsat;
            fields.ExpiresAt = found[i].ExpiresAt;
            fields.FinalDelta = found[i].FinalDelta;
            fields.State = (PromiseState)found[i].Kind;
            fields.Order = found[i].Order;
            reply.Promises[i] = fields;
        }

        return reply.Encode();
    }
}
