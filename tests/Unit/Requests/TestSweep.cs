using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>A transaction that brings one output of a commitment home, and the keys of the commitments of a pair.</summary>
public static class TestSweep
{
    public static SweepFields Of(byte[] witnessScript, uint sequence)
    {
        SweepFields sweep = new SweepFields();
        sweep.Version = 2;
        sweep.InputTxid = TestDevice.Fill(32, 5);
        sweep.InputVout = 2;
        sweep.Sequence = sequence;
        sweep.InputSat = 1000000;
        WalletOutputFields home = new WalletOutputFields();
        home.Sat = 999000;
        home.Script = TestCurve.WalletScript();
        home.HasKeyIndex = true;
        home.KeyIndex = 3;
        sweep.Outputs = new WalletOutputFields[] { home };
        sweep.WitnessScript = witnessScript;
        return sweep;
    }

    public static void Verifies(TestPair pair, SweepFields sweep, byte[] signature, byte[] key, byte type)
    {
        Assert.IsTrue(Secp256k1.Software().Verify(Hash(sweep, type), signature, key));
    }

    public static byte[] Hash(SweepFields sweep, byte type)
    {
        TransactionInput[] inputs =
        {
            new TransactionInput(sweep.InputTxid, sweep.InputVout, sweep.Sequence, sweep.InputSat, Scripts.PayToWitnessScript(sweep.WitnessScript)),
        };
        TransactionOutput[] outputs = { new TransactionOutput(sweep.Outputs[0].Sat, sweep.Outputs[0].Script) };
        return new WalletTransaction(sweep.Version, sweep.Locktime, inputs, outputs).Bip143Sighash(0, sweep.WitnessScript, type);
    }

    public static CommitmentKeys OurKeys(TestPair pair, ulong number)
    {
        return CommitmentKeys.Derive(Secp256k1.Software(), pair.Point(true, number), Points(pair.OurKeys), Points(pair.TheirKeys));
    }

    public static CommitmentKeys TheirKeys(TestPair pair, byte[] point)
    {
        return CommitmentKeys.Derive(Secp256k1.Software(), point, Points(pair.TheirKeys), Points(pair.OurKeys));
    }

    private static Basepoints Points(ChannelKeysReply keys)
    {
        return new Basepoints(keys.Basepoints.Revocation, keys.Basepoints.Payment, keys.Basepoints.Htlc, keys.Basepoints.Delayed);
    }
}
