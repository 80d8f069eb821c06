using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// The owner's inputs of any transaction of the wallet: payments, funding transactions, splice inputs, fees for commitments and HTLC transactions. What
/// leaves the owner is counted from what the device knows itself: the owner's inputs and outputs, and the balances in the channels that are spent and funded.
/// </summary>
public static class SignWalletInputsHandler
{
    // 67 bytes each, in a message of 8192.
    private const int SignaturesMax = 120;

    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignWalletInputs request = SignWalletInputs.Decode(body);
        Spending spending = new Spending(signer, request.Version, request.Locktime, request.Inputs, request.Outputs);
        try
        {
            if (spending.OwnCount > SignaturesMax)
            {
                throw new MalformedException("more inputs of the wallet than one reply has room for");
            }

            SignWalletInputsReply reply = new SignWalletInputsReply();
            if (spending.OwnCount > 0)
            {
                WalletBalance balance = new WalletBalance(signer, spending, spending.OwnSat);
                balance.Require(signer, "wallet");

                // Durable before a signature can help a funding transaction confirm.
                balance.Record(signer);
            }

            reply.Signatures = spending.Sign(signer);
            return reply.Encode();
        }
        finally
        {
            spending.Wipe();
        }
    }
}
