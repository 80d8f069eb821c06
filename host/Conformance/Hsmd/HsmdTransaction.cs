using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.ReferenceNode;

namespace Holdfast.Conformance.Hsmd;

/// <summary>
/// A transaction as hsmd messages carry it: raw without witness, then a PSBT (version 0) whose single input has witness utxo, witness script
/// and both funding keys, and whose outputs have their witness scripts. The shape is that of Core Lightning v26.06.
/// </summary>
internal static class HsmdTransaction
{
    /// <summary>A commitment transaction.</summary>
    public static byte[] Commitment(ChannelTerms terms, CommitmentFields content, CommitmentTransaction transaction, bool ofHolder, CommitmentKeys keys)
    {
        byte[] fundingScript = Scripts.Funding(terms.Holder.FundingPoint, terms.Counterparty.FundingPoint);
        List<byte[]> known = [.. Enumerable.Range(0, transaction.HtlcCount).Select(transaction.HtlcWitnessScript)];
        known.Add(Scripts.ToLocal(keys.Revocation, (ofHolder ? terms.Counterparty : terms.Holder).DelayBlocks, keys.BroadcasterDelayed));
        if (terms.Type != ChannelType.StaticRemoteKey)
        {
            known.Add(Scripts.ToRemoteAnchors(keys.CountersignatoryPayment));
            known.Add(Scripts.Anchor(terms.Holder.FundingPoint));
            known.Add(Scripts.Anchor(terms.Counterparty.FundingPoint));
        }

        Dictionary<string, byte[]> byOutput = [];
        foreach (byte[] script in known)
        {
            byOutput[Convert.ToHexString(Scripts.PayToWitnessScript(script))] = script;
        }

        byte[] raw = transaction.Serialize();
        return Both(raw, InputMap(terms.ValueSat, fundingScript, [terms.Holder.FundingPoint, terms.Counterparty.FundingPoint]), OutputScripts(raw)
            .Select(script => byOutput.GetValueOrDefault(Convert.ToHexString(script), [])));
    }

    /// <summary>The transaction that claims one HTLC output.</summary>
    public static byte[] Htlc(ChannelTerms terms, CommitmentTransaction transaction, int index, bool ofHolder, CommitmentKeys keys)
    {
        byte[] raw = transaction.HtlcTransactionAt(index).Serialize();
        byte[] toLocal = Scripts.ToLocal(keys.Revocation, (ofHolder ? terms.Counterparty : terms.Holder).DelayBlocks, keys.BroadcasterDelayed);
        return Both(raw, InputMap(transaction.HtlcAt(index).AmountSat, transaction.HtlcWitnessScript(index), []), [toLocal]);
    }

    private static byte[] Both(byte[] raw, byte[] inputMap, IEnumerable<byte[]> outputScripts)
    {
        ByteWriter psbt = new(raw.Length * 4);
        psbt.Bytes([0x70, 0x73, 0x62, 0x74, 0xff]);
        Entry(psbt, [0x00], raw);
        psbt.U8(0);
        psbt.Bytes(inputMap);
        foreach (byte[] script in outputScripts)
        {
            if (script.Length > 0)
            {
                Entry(psbt, [0x01], script);
            }

            psbt.U8(0);
        }

        ByteWriter both = new(raw.Length * 5);
        both.U32((uint)raw.Length);
        both.Bytes(raw);
        both.U32((uint)psbt.Length);
        both.Bytes(psbt.ToArray());
        return both.ToArray();
    }

    private static byte[] InputMap(ulong sat, byte[] witnessScript, byte[][] keys)
    {
        ByteWriter map = new(256);
        byte[] script = Scripts.PayToWitnessScript(witnessScript);
        Entry(map, [0x01], [.. BitConverter.GetBytes(sat), (byte)script.Length, .. script]);
        Entry(map, [0x05], witnessScript);
        foreach (byte[] key in keys)
        {
            Entry(map, [0x06, .. key], [.. Hash160.Of(key)[..4], 0, 0, 0, 0]);
        }

        map.U8(0);
        return map.ToArray();
    }

    private static void Entry(ByteWriter map, byte[] key, byte[] value)
    {
        map.Bytes(CompactSize(key.Length));
        map.Bytes(key);
        map.Bytes(CompactSize(value.Length));
        map.Bytes(value);
    }

    private static byte[] CompactSize(int length) => length switch
    {
        < 0xfd => [(byte)length],
        <= 0xffff => [0xfd, (byte)length, (byte)(length >> 8)],
        _ => [0xfe, (byte)length, (byte)(length >> 8), (byte)(length >> 16), (byte)(length >> 24)],
    };

    /// <summary>The scripts of the outputs of a raw transaction with one input and an empty input script.</summary>
    private static List<byte[]> OutputScripts(byte[] raw)
    {
        List<byte[]> scripts = [];
        int at = 4 + 1 + 36 + 1 + 4;
        for (int left = raw[at++]; left > 0; left--)
        {
            at += 8;
            int length = raw[at++];
            scripts.Add(raw[at..(at + length)]);
            at += length;
        }

        return scripts;
    }
}
