using Holdfast.Crypto;
using Holdfast.Lightning;

namespace Holdfast.Cost;

/// <summary>The parts of a commitment that are not signatures: keys, transaction, hashes.</summary>
public static class Pieces
{
    public static void Measure(List<Measurement> results, Func<string, bool> wanted)
    {
        Secp256k1 curve = Primitives.ChipCurve(new CountedHmac());
        Basepoints holder = BasepointsOf(curve, "holder ");
        Basepoints counterparty = BasepointsOf(curve, "counterparty ");
        byte[] revocationSecret = Primitives.Bytes("holder revocation");
        byte[] secret = Primitives.Bytes("per commitment");
        byte[] point = curve.PublicKey(secret);

        void Add(string name, Action action, int each = 1)
        {
            if (wanted(name))
            {
                Measurement one = Inside.Count(name, 0, action);
                results.Add(one with { Units = one.Units / each, Instructions = one.Instructions / each });
            }
        }

        Add("keys of a counterparty commitment", () => CommitmentKeys.ForCounterparty(curve, point, holder, revocationSecret, counterparty, false));
        Add("keys of a counterparty commitment, with HTLCs", () => CommitmentKeys.ForCounterparty(curve, point, holder, revocationSecret, counterparty, true));
        Add("keys of a holder commitment", () => CommitmentKeys.ForHolder(curve, secret, point, holder, counterparty, false));
        Add("keys of a holder commitment, with HTLCs", () => CommitmentKeys.ForHolder(curve, secret, point, holder, counterparty, true));

        CommitmentKeys keys = CommitmentKeys.Derive(curve, point, counterparty, holder);
        foreach (int count in new[] { 0, 10, 30 })
        {
            Add($"transaction and hashes, {count} HTLCs", () => Hashes(new CommitmentTransaction(Numbers(keys, holder, counterparty, count))));
        }

        byte[] seed = Primitives.Bytes("seed");
        CommitmentSecretCache cache = new(seed);
        Add("per-commitment secret, remembered parent, mean of 32", () => Secrets(cache), 32);
        Add("per-commitment secret, from the seed", () => Shachain.CommitmentSecret(seed, 100));
    }

    /// <summary>Numbers of a counterparty commitment with so many HTLCs of different amounts, every second one offered by the holder.</summary>
    public static CommitmentParameters Numbers(CommitmentKeys keys, Basepoints holder, Basepoints counterparty, int htlcCount)
    {
        Htlc[] htlcs = new Htlc[htlcCount];
        for (int i = 0; i < htlcCount; i++)
        {
            htlcs[i] = new Htlc { IsOfferedByPeer = i % 2 != 0, IsTrimmed = false, AmountMsat = 5_000_000 + (ulong)(i * 7919 % 1000) * 1000, PaymentHash = Primitives.Bytes("payment " + i), Expiry = 800_000 + (uint)i };
        }

        return new CommitmentParameters
        {
            FundingTxid = Primitives.Bytes("funding"),
            FundingSat = 10_000_000,
            BroadcasterFundingKey = counterparty.Htlc,
            CountersignatoryFundingKey = holder.Htlc,
            NumberMask = CommitmentParameters.MaskOf(holder.Payment, counterparty.Payment),
            Content = new CommitmentFields { Number = 100, FeeratePerKw = 2500, ToHolderSat = 4_000_000, ToCounterpartySat = 4_000_000, Htlcs = htlcs },
            Type = ChannelType.AnchorsZeroFeeHtlc,
            Keys = keys,
            ToSelfDelayBlocks = 144,
        };
    }

    private static void Hashes(CommitmentTransaction transaction)
    {
        transaction.Sighash();
        for (int i = 0; i < transaction.HtlcCount; i++)
        {
            transaction.HtlcSighash(i, true);
        }
    }

    private static void Secrets(CommitmentSecretCache cache)
    {
        for (ulong number = 64; number < 96; number++)
        {
            cache.Secret(number);
        }
    }

    private static Basepoints BasepointsOf(Secp256k1 curve, string side)
    {
        byte[][] points = curve.PublicKeys([Primitives.Bytes(side + "revocation"), Primitives.Bytes(side + "payment"), Primitives.Bytes(side + "htlc"),
            Primitives.Bytes(side + "delayed")]);
        return new Basepoints(points[0], points[1], points[2], points[3]);
    }
}
