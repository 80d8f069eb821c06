namespace Holdfast.Cost;

/// <summary>Which methods open which step. Types are named in full, a trailing dot names a whole room; the first line that fits counts.</summary>
public static class StepMap
{
    private static readonly (string Type, string Method, Step Step)[] s_map =
    [
        ("Holdfast.Protocol.", "*", Step.Wire),
        ("Holdfast.Requests.SignerLoop", "*", Step.Wire),
        ("Holdfast.Requests.LinkSession", "*", Step.Wire),
        ("Holdfast.Requests.Signer", "Handle", Step.Other),
        ("Holdfast.Requests.HolderKeys", "RevealedPoint", Step.Verify),
        ("Holdfast.Requests.HolderKeys", "*", Step.Rebuild),
        ("Holdfast.Requests.KeyValidation", "*", Step.Verify),
        ("Holdfast.Lightning.", "*", Step.Rebuild),
        ("Holdfast.Policy.", "*", Step.Rules),
        ("Holdfast.Payments.", "*", Step.Rules),
        ("Holdfast.Vault.", "*", Step.Rules),
        ("Holdfast.Chain.", "*", Step.Verify),
        ("Holdfast.Journal.", "*", Step.Journal),
        ("Holdfast.Crypto.Secp256k1", "Sign*", Step.Sign),
        ("Holdfast.Crypto.Secp256k1", "Ecdh", Step.Sign),
        ("Holdfast.Crypto.Secp256k1", "Verify*", Step.Verify),
    ];

    /// <summary>Lines that name a class; a class that is renamed must not leave its step silently.</summary>
    public static IEnumerable<string> Types => s_map.Select(line => line.Type).Where(type => !type.EndsWith('.'));

    public static Step? Find(string type, string method)
    {
        foreach ((string mapType, string mapMethod, Step step) in s_map)
        {
            bool typeFits = mapType.EndsWith('.') ? type.StartsWith(mapType, StringComparison.Ordinal) : type == mapType;
            bool methodFits = mapMethod.EndsWith('*') ? method.StartsWith(mapMethod[..^1], StringComparison.Ordinal) : method == mapMethod;
            if (typeFits && methodFits && method != ".cctor")
            {
                return step;
            }
        }

        return null;
    }
}
