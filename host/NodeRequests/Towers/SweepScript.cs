using Holdfast.NodeRequests.Translation;
using Holdfast.Protocol;
using Holdfast.Watchtowers;

namespace Holdfast.NodeRequests.Towers;

/// <summary>Where a tower's sweep pays to, from the node's public keys alone.</summary>
public static class SweepScript
{
    public static byte[] Of(NodeKeysReply keys, SessionTerms terms)
    {
        SignatureCheck check = new();
        byte[] point = new NodeFacts(keys, check).WalletPoint(terms.SweepKeyIndex);
        return terms.IsTaproot ? ScriptShape.P2tr(check.TaprootOutputKey(point)) : ScriptShape.P2wpkh(point);
    }
}
