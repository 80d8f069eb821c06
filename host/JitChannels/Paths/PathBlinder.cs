using System.Security.Cryptography;
using System.Text;
using Holdfast.Crypto;
using Holdfast.Towers;

namespace Holdfast.JitChannels.Paths;

/// <summary>
/// Makes blinded paths (BOLT 4, Route Blinding) for onion messages. Nothing secret of the node is needed for that: whoever makes a path throws its first
/// key away. Paths of payments are
/// made by the device, which refuses to sign an invoice with any other.
/// </summary>
public static class PathBlinder
{
    private static readonly byte[] s_rho = Encoding.ASCII.GetBytes("rho");
    private static readonly byte[] s_blindedNodeId = Encoding.ASCII.GetBytes("blinded_node_id");

    /// <param name="nodes">From the first one to the last.</param>
    /// <param name="plain">What each of them shall read, a TLV stream each.</param>
    /// <param name="session">32 random bytes that are used for nothing else.</param>
    public static BlindedPath Blind(Secp256k1 curve, IReadOnlyList<byte[]> nodes, IReadOnlyList<byte[]> plain, byte[] session)
    {
        List<BlindedHop> hops = [];
        byte[] secret = session;
        for (int i = 0; i < nodes.Count; i++)
        {
            byte[] shared = curve.Ecdh(nodes[i], secret);
            byte[] name = curve.Multiply(nodes[i], HMACSHA256.HashData(s_blindedNodeId, shared));
            hops.Add(new BlindedHop(name, ChaChaPoly.Seal(HMACSHA256.HashData(s_rho, shared), new byte[12], [], plain[i])));
            secret = curve.MultiplySecrets(SHA256.HashData([.. curve.PublicKey(secret), .. shared]), secret);
        }

        return new BlindedPath(nodes[0], curve.PublicKey(session), hops);
    }

    /// <summary>The same with a fresh session key.</summary>
    public static BlindedPath Blind(Secp256k1 curve, IReadOnlyList<byte[]> nodes, IReadOnlyList<byte[]> plain)
    {
        byte[] session = RandomNumberGenerator.GetBytes(32);
        while (!curve.IsSecret(session))
        {
            session = RandomNumberGenerator.GetBytes(32);
        }

        return Blind(curve, nodes, plain, session);
    }
}
