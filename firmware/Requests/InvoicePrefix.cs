using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>What stands behind "ln" in an invoice of a network (BOLT 11; lightningd writes the same for both test networks).</summary>
public static class InvoicePrefix
{
    public static byte[] Of(Network network)
    {
        switch (network)
        {
            case Network.Bitcoin:
                return Ascii.Bytes("bc");
            case Network.Testnet:
            case Network.Testnet4:
                return Ascii.Bytes("tb");
            case Network.Signet:
                return Ascii.Bytes("tbs");
            case Network.Regtest:
                return Ascii.Bytes("bcrt");
            default:
                throw new FaultException("no invoices without a network");
        }
    }
}
