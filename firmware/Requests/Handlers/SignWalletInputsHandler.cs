using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests.Handlers;

/// <summary>
/// Our inputs of any transaction of the wallet: payments, funding transactions, splice inputs, fees for commitments and HTLC transactions. What
/// leaves us is counted from what the device knows itself: our inputs, our outputs, and our balances in the channels that are spent and funded.
/// </summary>
public static class SignWalletInputsHandler
{
    // 67 bytes each, in a message of 8192.
    private const int SignaturesMax = 120;

    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignWalletInputs request = SignWalletInputs.Decode(body);
        WalletInput[] inputs = new WalletInput[request.Inputs.Length];
        TransactionInput[] spent = new TransactionInput[inputs.Length];
        int count = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = WalletInput.Of(signer, request.Inputs[i]);
            spent[i] = inputs[i].Input;
            count += inputs[i].IsOurs ? 1 : 0;
        }

        TransactionOutput[] outputs = new TransactionOutput[request.Outputs.Length];
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = new TransactionOutput(request.Outputs[i].Sat, request.Outputs[i].Script);
        }

        WalletTransaction transaction = new WalletTransaction(request.Version, request.Locktime, spent, outputs);
        SignWalletInputsReply reply = new SignWalletInputsReply();
        reply.Signatures = new WalletSignatureFields[0];
        if (count > SignaturesMax)
        {
            throw new MalformedException("more inputs of ours than one reply has room for");
        }

        if (count > 0)
        {
            WalletBalance balance = new WalletBalance(signer, request, inputs, transaction);
            WalletRules.Require(request.Version, balance.SizeBytes, balance.BeforeSat, balance.AfterSat, inputs.Length, balance.UnknownOutputs,
                balance.HasForeignInputs, balance.OwnerAgrees(signer), signer.Limits);

            // Durable before our signature can help a funding transaction confirm.
            balance.RecordBoundFundings(signer);
            reply.Signatures = Sign(signer, transaction, inputs, count);
        }

        return reply.Encode();
    }

    private static WalletSignatureFields[] Sign(SignerContext signer, WalletTransaction transaction, WalletInput[] inputs, int count)
    {
        WalletSignatureFields[] signatures = new WalletSignatureFields[count];
        int next = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].IsOurs)
            {
                signatures[next++] = inputs[i].Sign(signer, transaction, i);
            }
        }

        return signatures;
    }
}
