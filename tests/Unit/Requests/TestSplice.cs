using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>A splice of the channel of a pair, and the requests of both sides for it.</summary>
public static class TestSplice
{
    // A used channel with a splice of the same value that both sides have commitments for; the holder's signature is not out yet.
    public static TestPair Spliced(out SignSplice sign)
    {
        TestPair pair = TestPair.Used();
        sign = NewSplice(pair, 0);
        SetUpSplice(pair, sign);
        TestContent content = pair.Content(0);
        pair.Theirs.Body(ValidateOn(pair, false, sign, 2, content, SignedOn(pair, false, sign, 2, content)).Encode());
        pair.Ours.Body(ValidateOn(pair, true, sign, 2, content, SignedOn(pair, true, sign, 2, content)).Encode());
        return pair;
    }

    // Spends funding 1; the new funding output is the first, what is taken out goes to wallet key 3.
    public static SignSplice NewSplice(TestPair pair, ulong outSat)
    {
        SignSplice sign = new SignSplice();
        sign.ChannelId = pair.ChannelId(true);
        sign.FundingPrefix = TestPair.Prefix(1);
        sign.Version = 2;
        WalletInputFields input = new WalletInputFields();
        input.Txid = TestPair.Txid(1);
        input.Script = new byte[0];
        sign.Inputs = new WalletInputFields[] { input };
        WalletOutputFields funding = new WalletOutputFields();
        funding.Sat = TestPair.ValueSat - outSat;
        funding.Script = Scripts.PayToWitnessScript(Scripts.Funding(pair.OurKeys.FundingPoint, pair.TheirKeys.FundingPoint));
        WalletOutputFields home = new WalletOutputFields();
        home.Sat = outSat == 0 ? 0 : outSat - 200;
        home.Script = TestCurve.WalletScript();
        sign.Outputs = outSat == 0 ? new WalletOutputFields[] { funding } : new WalletOutputFields[] { funding, home };
        return sign;
    }

    public static byte[] TxidOf(SignSplice sign)
    {
        return TransactionOf(sign).Txid();
    }

    public static WalletTransaction TransactionOf(SignSplice sign)
    {
        TransactionInput[] inputs = new TransactionInput[sign.Inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = new TransactionInput(sign.Inputs[i].Txid, sign.Inputs[i].Vout, sign.Inputs[i].Sequence, 0, new byte[0]);
        }

        TransactionOutput[] outputs = new TransactionOutput[sign.Outputs.Length];
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = new TransactionOutput(sign.Outputs[i].Sat, sign.Outputs[i].Script);
        }

        return new WalletTransaction(sign.Version, sign.Locktime, inputs, outputs);
    }

    public static uint PrefixOf(SignSplice sign)
    {
        return new ByteReader(TxidOf(sign)).U32();
    }

    public static void SetUpSplice(TestPair pair, SignSplice sign)
    {
        for (int side = 0; side < 2; side++)
        {
            SetupChannel setup = pair.Setup(side == 0, 1);
            setup.FundingTxid = TxidOf(sign);
            setup.ValueSat = sign.Outputs[0].Sat;
            pair.Device(side == 0).Body(setup.Encode());
        }
    }

    public static SignCounterpartyCommitment SignOn(TestPair pair, bool ours, SignSplice sign, ulong number, TestContent content)
    {
        SignCounterpartyCommitment request = pair.Sign(ours, 1, number, content);
        request.FundingPrefix = PrefixOf(sign);
        return request;
    }

    public static SignCounterpartyCommitmentReply SignedOn(TestPair pair, bool holderIsOurs, SignSplice sign, ulong number, TestContent content)
    {
        return SignCounterpartyCommitmentReply.Decode(
            pair.Device(!holderIsOurs).Body(SignOn(pair, !holderIsOurs, sign, number, content).Encode()));
    }

    public static ValidateHolderCommitment ValidateOn(TestPair pair, bool ours, SignSplice sign, ulong number, TestContent content,
        SignCounterpartyCommitmentReply signed)
    {
        ValidateHolderCommitment request = pair.Validate(ours, 1, number, content, signed);
        request.FundingPrefix = PrefixOf(sign);
        return request;
    }

    public static void ExchangeOnSplice(TestPair pair, SignSplice sign, ulong number, TestContent content)
    {
        pair.Theirs.Body(ValidateOn(pair, false, sign, number, content, SignedOn(pair, false, sign, number, content)).Encode());
        pair.Ours.Body(ValidateOn(pair, true, sign, number, content, SignedOn(pair, true, sign, number, content)).Encode());
    }

    public static LockOutpoint Lock(TestPair pair, bool ours, SignSplice sign)
    {
        LockOutpoint request = pair.Lock(ours, 1);
        request.Txid = TxidOf(sign);
        return request;
    }
}
