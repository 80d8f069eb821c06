using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Crypto;
using Holdfast.Lightning;

namespace Holdfast.Requests;

/// <summary>How deep a funding is known to lie: the transaction, its place, the amount and the script have to be those of the channel.</summary>
public static class Burial
{
    /// <summary>Names an output with all that it holds.</summary>
    public static byte[] Digest(byte[] txid, uint vout, ulong valueSat, byte[] script)
    {
        ByteWriter writer = new ByteWriter(78);
        writer.Bytes(txid);
        writer.U32(vout);
        writer.U64(valueSat);
        writer.Bytes(script);
        return Sha256.Hash(writer.ToArray());
    }

    /// <summary>Blocks on a funding, its own included; 0 when nothing of it was proven since the device started.</summary>
    public static int DepthOf(SignerContext signer, Channel channel, Funding funding)
    {
        byte[] script = Scripts.PayToWitnessScript(Scripts.Funding(signer.KeysOf(channel).FundingKey, funding.CounterpartyFundingKey));
        return signer.Chain.DepthOf(Digest(funding.Txid, funding.Vout, funding.ValueSat, script));
    }
}
