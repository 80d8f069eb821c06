using Holdfast.Bytes;

namespace Holdfast.Lightning;

/// <summary>
/// The signatures that BOLT 12 and its payer proofs know. The tag of the hash is "lightning", the message's name and the field's name in one piece, so
/// with free names one tag could be read as two different pairs.
/// </summary>
public static class Bolt12Names
{
    private static readonly string[] s_pairs = { "invoice/signature", "invoice_request/signature", "payer_proof/proof_signature" };

    /// <summary>True for the signature of an invoice.</summary>
    public static bool IsInvoice(byte[] messageName, byte[] fieldName)
    {
        return Ascii.Text(messageName) + "/" + Ascii.Text(fieldName) == s_pairs[0];
    }

    /// <summary>Malformed unless a node signs this field of this message.</summary>
    public static void Require(byte[] messageName, byte[] fieldName)
    {
        string pair = Ascii.Text(messageName) + "/" + Ascii.Text(fieldName);
        for (int i = 0; i < s_pairs.Length; i++)
        {
            if (s_pairs[i] == pair)
            {
                return;
            }
        }

        throw new MalformedException("no signature of BOLT 12 has this name");
    }
}
