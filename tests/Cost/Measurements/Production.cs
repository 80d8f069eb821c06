using Holdfast.Crypto;

namespace Holdfast.Cost;

/// <summary>The same device with the natives of a production image: its second column, with goals of its own, in milliseconds at 240 MHz.</summary>
public static class Production
{
    /// <summary>Goals of figures that are also in the first column.</summary>
    private static readonly Dictionary<string, double> s_goalsMs = new()
    {
        ["ECDSA signature, one attempt"] = 12,
        ["sign counterparty commitment, 0 HTLCs"] = 80,
        ["sign counterparty commitment, 10 HTLCs"] = 350,
        ["sign counterparty commitment, 30 HTLCs"] = 900,
        [RequestCosts.OnePayment] = 900,
    };

    public static void Measure(CostReport report)
    {
        CountedNatives natives = new();
        Secp256k1 curve = NativeSecp256k1.Choose(new CountedHmac(), Primitives.Table(), natives);
        byte[] secret = Primitives.Bytes("secret");
        byte[] hash = Primitives.Bytes("hash");
        byte[] point = curve.PublicKey(secret);
        byte[] signature = curve.SignPlain(hash, secret);
        foreach ((string name, Action action) in new (string, Action)[]
        {
            ("k·G", () => curve.PublicKey(secret)),
            ("point + k·G", () => curve.AddTweak(point, secret)),
            ("ECDSA signature, one attempt", () => curve.SignPlain(hash, secret)),
            ("ECDSA signature, grinding for low r, mean of 64", () => curve.Sign(hash, secret)),
            ("verification", () => curve.Verify(hash, signature, point)),
            ("ECDH", () => curve.Ecdh(point, secret)),
            ("BIP 340 signature", () => curve.SignSchnorr(hash, secret, hash)),
            ("SHA-256 block", () => Sha256.Hash(secret)),
        })
        {
            report.Production.Add(Inside.Count(name, 0, action));
        }

        Bench.Natives = natives;
        List<Measurement> requests = [];
        RequestCosts.MeasureChannel(requests);
        report.Production.AddRange(requests);
        for (int i = 0; i < report.Production.Count; i++)
        {
            Measurement one = report.Production[i];
            report.Production[i] = one with { GoalMi = s_goalsMs.GetValueOrDefault(one.Name) * CostTable.UnitsPerMs240 / 1e6 };
        }
    }

    /// <summary>Live memory of the same device.</summary>
    public static void MeasureMemory(CostReport report)
    {
        Bench.Natives = new CountedNatives();
        List<MemoryMeasurement> memory = [];
        MemoryUse.Measure(memory);
        report.ProductionMemory.AddRange(memory);
    }
}
