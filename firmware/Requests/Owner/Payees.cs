using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>Where money goes that does not come home, in words for the question to the owner.</summary>
public static class Payees
{
    /// <summary>The address of a script.</summary>
    public static string Of(SignerContext signer, byte[] script)
    {
        return Address.Of(script, NetworkPrefix.OfAddresses(signer.Network));
    }

    /// <summary>Amount and address of the first output that is not the wallet's, and how many more there are.</summary>
    public static string Of(SignerContext signer, WalletOutputFields[] outputs)
    {
        string first = "nobody";
        int count = 0;
        for (int i = 0; i < outputs.Length; i++)
        {
            WalletOutputFields output = outputs[i];
            if (!output.HasKeyIndex || !WalletScripts.IsOurs(signer, output.Script, output.KeyIndex))
            {
                first = count++ == 0 ? output.Sat.ToString() + " sat to " + Of(signer, output.Script) : first;
            }
        }

        return count < 2 ? first : first + " and " + (count - 1).ToString() + " more";
    }
}
