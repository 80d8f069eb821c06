using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>How a network is called where people read: in invoices behind "ln" (BOLT 11) and in addresses before the "1" (BIP 173).</summary>
public static class NetworkPrefix
{
    /// <summary>ASCII bytes. lightningd writes the same for both test networks.</summary>
    public static byte[] OfInvoices(Network network)
    {
        return Ascii.Bytes(network == Network.Signet ? "tbs" : OfAddresses(network));
    }

    public static string OfAddresses(Network network)
    {
        switch (network)
        {
            case Network.Bitcoin:
                return "bc";
            case Network.Testnet:
            case Network.Testnet4:
            case Network.Signet:
                return "tb";
            case Network.Regtest:
                return "bcrt";
            default:
                throw new FaultException("no addresses without a network");
        }
    }
}
