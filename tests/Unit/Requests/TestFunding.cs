using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>The transaction that funds the channel of a pair from the wallet, and payments from the same coin.</summary>
public static class TestFunding
{
    public const ulong InputSat = 1500000;

    /// <summary>A pair whose funding transaction spends wallet key 3, set up and validated on both sides; the transaction is not signed yet.</summary>
    public static TestPair FundedPair(out SignWalletInputs funding)
    {
        TestPair pair = new TestPair();
        pair.PushMsat = 0;
        funding = Funding(pair);
        pair.Ours.Body(SetupFor(pair, true, funding).Encode());
        pair.Theirs.Body(SetupFor(pair, false, funding).Encode());
        ExchangeOn(pair, funding, pair.Content(0));
        return pair;
    }

    public static SignWalletInputs Funding(TestPair pair)
    {
        SignWalletInputs funding = Payment(0);
        WalletOutputFields channel = new WalletOutputFields();
        channel.Sat = TestPair.ValueSat;
        channel.Script = Scripts.PayToWitnessScript(Scripts.Funding(pair.OurKeys.FundingPoint, pair.TheirKeys.FundingPoint));
        funding.Outputs[0].Sat = InputSat - TestPair.ValueSat - 300;
        funding.Outputs = new WalletOutputFields[] { channel, funding.Outputs[0] };
        return funding;
    }

    // From wallet key 3 (P2TR) back to it, but for what goes to a stranger and a fee of 300.
    public static SignWalletInputs Payment(ulong strangerSat)
    {
        SignWalletInputs payment = new SignWalletInputs();
        payment.Version = 2;
        payment.Inputs = new WalletInputFields[] { Input() };
        WalletOutputFields change = new WalletOutputFields();
        change.Sat = InputSat - strangerSat - 300;
        change.Script = TestCurve.WalletScript();
        change.HasKeyIndex = true;
        change.KeyIndex = 3;
        WalletOutputFields stranger = new WalletOutputFields();
        stranger.Sat = strangerSat;
        stranger.Script = TestDevice.Fill(22, 4);
        payment.Outputs = strangerSat == 0 ? new WalletOutputFields[] { change } : new WalletOutputFields[] { change, stranger };
        return payment;
    }

    public static WalletInputFields Input()
    {
        WalletInputFields input = new WalletInputFields();
        input.Txid = TestDevice.Fill(32, 8);
        input.Sequence = 0xfffffffd;
        input.Sat = InputSat;
        input.Kind = WalletInputKind.P2tr;
        input.KeyIndex = 3;
        return input;
    }

    public static SetupChannel SetupFor(TestPair pair, bool ours, SignWalletInputs funding)
    {
        SetupChannel setup = pair.Setup(ours, 1);
        setup.FundingTxid = TxidOf(funding);
        return setup;
    }

    public static void ExchangeOn(TestPair pair, SignWalletInputs funding, TestContent content)
    {
        uint tag = new ByteReader(TxidOf(funding)).U32();
        for (int side = 0; side < 2; side++)
        {
            SignCounterpartyCommitment sign = pair.Sign(side == 1, 1, 0, content);
            sign.FundingPrefix = tag;
            SignCounterpartyCommitmentReply signed = SignCounterpartyCommitmentReply.Decode(pair.Device(side == 1).Body(sign.Encode()));
            ValidateHolderCommitment validate = pair.Validate(side == 0, 1, 0, content, signed);
            validate.FundingPrefix = tag;
            pair.Device(side == 0).Body(validate.Encode());
        }
    }

    public static byte[] TxidOf(SignWalletInputs transaction)
    {
        TransactionInput[] inputs = new TransactionInput[transaction.Inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            WalletInputFields input = transaction.Inputs[i];
            inputs[i] = new TransactionInput(input.Txid, input.Vout, input.Sequence, input.Sat, new byte[0]);
        }

        TransactionOutput[] outputs = new TransactionOutput[transaction.Outputs.Length];
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = new TransactionOutput(transaction.Outputs[i].Sat, transaction.Outputs[i].Script);
        }

        return new WalletTransaction(transaction.Version, transaction.Locktime, inputs, outputs).Txid();
    }
}
