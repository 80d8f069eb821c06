using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Wire;
using CommitmentFields = Holdfast.Lightning.CommitmentFields;
using Htlc = Holdfast.Lightning.Htlc;

namespace Holdfast.NodeRequests.Translation;

/// <summary>
/// A commitment reduced to the numbers from which the device rebuilds it (VLS calls this phase 2). The node sends the whole transaction twice,
/// once raw and once as a PSBT with the witness script behind each output; those scripts tell which output is whose.
/// <para>
/// Nothing here decides anything: the device computes every script from its own keys, and the signature it returns is checked against the
/// node's transaction. Where the numbers were read wrongly, that check fails.
/// </para>
/// </summary>
/// <param name="FundingPrefix">Which funding output is spent, as the device names it.</param>
/// <param name="HtlcOutputs">Output indexes of the HTLCs, rising: the order of the device's HTLC signatures.</param>
internal sealed record NodeCommitment(uint FundingPrefix, int[] HtlcOutputs)
{
    /// <summary>Longest to_self_delay that the device takes (firmware/Policy/RULES.md); a lease begins with 4,032 blocks.</summary>
    private const uint DelayBlocksMax = 2016;

    /// <summary>Fills in what the transaction shows: the outputs of both sides, and all HTLCs of the node's list, trimmed where they have no output.</summary>
    /// <param name="isHolders">True for the holder's own commitment (35), false for the peer's (19).</param>
    /// <exception cref="MalformedException">An output that fits no kind, or one HTLC output too many.</exception>
    public static NodeCommitment Read(SpendingTransaction spending, bool isHolders, HsmdHtlc[] htlcs, CommitmentFields content)
    {
        if (spending.Transaction.Inputs.Length != 1)
        {
            throw new MalformedException("commitment spends more than the funding output");
        }

        ulong toBroadcasterSat = 0;
        ulong toCountersignatorySat = 0;
        List<int> htlcOutputs = [];
        bool[] hasOutput = new bool[htlcs.Length];
        for (int i = 0; i < spending.Transaction.Outputs.Length; i++)
        {
            TransactionOutput output = spending.Transaction.Outputs[i];
            byte[]? script = WitnessScript(spending, i);
            RequireNoLease(script);
            if (script == null ? ScriptShape.IsP2wpkh(output.Script) : ScriptShape.IsToRemoteAnchors(script, out _))
            {
                Once(ref toCountersignatorySat, output.AmountSat);
            }
            else if (script != null && ScriptShape.IsDelayed(script, out _, out _))
            {
                Once(ref toBroadcasterSat, output.AmountSat);
            }
            else if (script != null && ScriptShape.Htlc(script) is HtlcScript htlc)
            {
                hasOutput[Match(htlcs, hasOutput, htlc, output.AmountSat, isHolders)] = true;
                htlcOutputs.Add(i);
            }
            else if (script == null || !ScriptShape.IsAnchor(script, out _))
            {
                throw new MalformedException("commitment has an output that is of no known kind");
            }
        }

        content.ToHolderSat = isHolders ? toBroadcasterSat : toCountersignatorySat;
        content.ToCounterpartySat = isHolders ? toCountersignatorySat : toBroadcasterSat;
        content.Htlcs = [.. htlcs.Select((htlc, i) => new Htlc
        {
            IsOfferedByPeer = htlc.OfferedByPeer,
            IsTrimmed = !hasOutput[i],
            AmountMsat = htlc.AmountMsat,
            PaymentHash = htlc.PaymentHash,
            Expiry = htlc.Expiry,
        })];
        return new NodeCommitment(FundingSpend.PrefixOf(spending.Transaction.Inputs[0].Txid), [.. htlcOutputs]);
    }

    /// <summary>
    /// The list entry that an output stands for. Several parts of one payment can look exactly alike; any of them will do, because whether an
    /// HTLC has an output depends on nothing that is not compared here.
    /// </summary>
    private static int Match(HsmdHtlc[] htlcs, bool[] taken, HtlcScript script, ulong amountSat, bool isHolders)
    {
        bool offeredByPeer = script.OfferedByBroadcaster != isHolders;
        for (int i = 0; i < htlcs.Length; i++)
        {
            HsmdHtlc htlc = htlcs[i];
            if (!taken[i] && htlc.OfferedByPeer == offeredByPeer && htlc.AmountMsat / 1000 == amountSat
                && (script.Expiry is not uint expiry || expiry == htlc.Expiry)
                && Check.Same(Ripemd160.Hash(htlc.PaymentHash), script.PaymentHash160))
            {
                return i;
            }
        }

        throw new MalformedException("commitment has an HTLC output that is not in the list");
    }

    /// <summary>The script behind an output, when the node named it and it is really that one.</summary>
    private static byte[]? WitnessScript(SpendingTransaction spending, int outputIndex)
    {
        byte[]? script = spending.Psbt.Outputs[outputIndex].Find(PsbtField.OutputWitnessScript);
        return script != null && Check.Same(ScriptShape.P2wsh(script), spending.Transaction.Outputs[outputIndex].Script) ? script : null;
    }

    /// <summary>A lease locks its seller's output longer than the protocol does, on both sides' commitments.</summary>
    private static void RequireNoLease(byte[]? script)
    {
        if (script != null
            && ((ScriptShape.IsToRemoteAnchors(script, out _) && ScriptShape.Lock(script) > 1)
                || (ScriptShape.IsDelayed(script, out _, out _) && ScriptShape.Lock(script) > DelayBlocksMax)))
        {
            throw BridgeRefusalException.OfLease();
        }
    }

    private static void Once(ref ulong amountSat, ulong value)
    {
        if (amountSat != 0)
        {
            throw new MalformedException("commitment has two outputs to one side");
        }

        amountSat = value;
    }
}
