using Holdfast.Lightning;
using Holdfast.Payments;
using Holdfast.Policy;

namespace Holdfast.Requests;

/// <summary>How a payment comes to its approval, with an invoice or without.</summary>
public static class Approving
{
    private const int TextBytesMax = 100;
    private const string PaidBefore = "This was paid before, or may have been, and others can take what is sent now. ";

    /// <summary>What may be paid now, with its fee; 0 when that was only a check, or the amount is not known yet.</summary>
    /// <param name="hash">The payment hash.</param>
    /// <param name="isFree">No question is needed for this amount and payee.</param>
    /// <param name="toWhom">The lines of the question behind amount and fee.</param>
    public static ulong Approve(SignerContext signer, byte[] hash, ulong amountMsat, uint expires, bool isFree, string toWhom, bool isCheck)
    {
        ApprovalRules.RequireAmount(amountMsat, signer.Limits);
        ulong feeMsat = signer.Limits.PaymentFeeMsat(amountMsat);
        ulong totalMsat = amountMsat + feeMsat;
        byte[] prefix = HtlcTable.PrefixOf(hash, 0);
        ulong approvedMsat = signer.Approvals.ApprovedMsat(prefix);
        bool wasPaid = signer.Approvals.WasPaid(prefix);
        if (approvedMsat != 0 && !wasPaid)
        {
            ApprovalRules.RequireSame(approvedMsat, totalMsat);
            return approvedMsat;
        }

        if (isCheck || amountMsat == 0)
        {
            return 0;
        }

        signer.Approvals.RequireRoom();
        bool fits = signer.Approvals.Fits(totalMsat);
        bool isAgreed = !(isFree && fits && !wasPaid) && signer.Owner.Agrees((wasPaid ? PaidBefore : "") + "Send a payment of " + Sat(amountMsat)
            + ", and at most " + Sat(feeMsat) + " of fees,\n" + toWhom + "?", hash);
        ApprovalRules.RequireApproved(wasPaid, isFree, fits, isAgreed);
        signer.Approvals.Record(new Approval(prefix, totalMsat, expires), !isAgreed);

        if (isAgreed)
        {
            // One press is one approval: who takes it back has to ask again.
            signer.Owner.Forget();
        }

        return totalMsat;
    }

    /// <summary>An amount as people write it.</summary>
    public static string Sat(ulong msat)
    {
        string text = (msat / 1000).ToString();
        ulong rest = msat % 1000;
        if (rest != 0)
        {
            text += "." + (rest < 10 ? "00" : rest < 100 ? "0" : "") + rest.ToString();
        }

        return text + " sat";
    }

    /// <summary>
    /// The payee's text for the question: printable ASCII in quotes, which it has none of itself; any other text in hexadecimal digits, because it could look like
    /// something that it is not. At most 100 bytes of it.
    /// </summary>
    public static string Text(byte[] text)
    {
        int length = text.Length > TextBytesMax ? TextBytesMax : text.Length;
        char[] plain = new char[length];
        byte[] start = new byte[length];
        bool isPlain = true;
        for (int i = 0; i < length; i++)
        {
            isPlain &= text[i] >= 0x20 && text[i] < 0x7f && text[i] != (byte)'"';
            plain[i] = (char)text[i];
            start[i] = text[i];
        }

        return (isPlain ? "\"" + new string(plain) + "\"" : "hexadecimal " + Address.Hexadecimal(start)) + (length < text.Length ? " and more" : "");
    }
}
