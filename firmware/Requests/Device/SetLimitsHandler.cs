using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// Changes what the rules compare with. A host that was taken over can only allow less; what allows more, the owner reads line by line and presses the button.
/// </summary>
public static class SetLimitsHandler
{
    // More lines than these nobody reads.
    private const int LoosenedMax = 4;

    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SetLimits request = SetLimits.Decode(body);
        Limits present = signer.Limits;
        ulong[] values = present.Copy();
        bool[] isNamed = new bool[LimitTable.Count];
        int loosened = 0;
        string lines = "";
        for (int i = 0; i < request.Changes.Length; i++)
        {
            LimitChangeFields change = request.Changes[i];
            int index = change.Number - 1;
            LimitRow row = LimitTable.Row(index, present.HtlcsMax);
            if (isNamed[index])
            {
                throw new MalformedException("a limit is named twice");
            }

            LimitRules.RequireBounds(row, change.Value);
            isNamed[index] = true;
            values[index] = change.Value;
            if (row.IsLoosened(present.Value(index), change.Value))
            {
                loosened++;
                lines += "\n" + row.Name + ": " + change.Value.ToString() + " instead of " + present.Value(index).ToString();
            }
        }

        if (loosened > LoosenedMax)
        {
            throw new MalformedException("at most four limits are loosened at a time, so that the owner can read them");
        }

        Limits next = new Limits(values);
        byte[] digest = Sha256.Hash(next.Encode());
        byte[] presentDigest = Sha256.Hash(present.Encode());
        if (!Check.Same(digest, presentDigest))
        {
            LimitRules.RequireAgreed(loosened == 0 || signer.Owner.Agrees("Allow more than until now?" + lines, presentDigest));
            signer.RecordLimits(next);
            if (loosened != 0)
            {
                // The owner may take it back at once; then the same request must not bring it back without a press.
                signer.Owner.Forget();
            }
        }

        SetLimitsReply reply = new SetLimitsReply();
        reply.LimitsDigest = digest;
        return reply.Encode();
    }
}
