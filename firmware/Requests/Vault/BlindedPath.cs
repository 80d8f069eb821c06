using System;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Towers;

namespace Holdfast.Requests;

/// <summary>
/// A blinded path (BOLT 4, "Route Blinding"): each node finds in its part of the data where to send on, and the payer sees neither the nodes behind the first nor the data.
/// <code>
/// e(0) = the secret | E(i) = e(i) · G | s(i) = SHA-256(e(i) · N(i)) | e(i + 1) = e(i) · SHA-256(E(i) ‖ s(i))
/// blinded node id B(i) = HMAC-SHA256("blinded_node_id", s(i)) · N(i)
/// encrypted data = ChaCha20-Poly1305(key HMAC-SHA256("rho", s(i)), nonce 0)
/// </code>
/// </summary>
public static class BlindedPath
{
    private const int PointBytes = 33;

    // Introduction, path key and the number of hops come before the hops.
    private const int HeadBytes = 2 * PointBytes + 1;

    private static readonly byte[] s_blindedNodeId = Ascii.Bytes("blinded_node_id");
    private static readonly byte[] s_rho = Ascii.Bytes("rho");

    /// <summary>The path in the form of BOLT 12's blinded_path.</summary>
    /// <param name="secret">e(0); this method wipes it.</param>
    /// <param name="nodes">N: the introduction first.</param>
    /// <param name="data">What each of them finds, a TLV stream.</param>
    public static byte[] Make(Secp256k1 curve, IHmac hmac, byte[] secret, byte[][] nodes, byte[][] data)
    {
        ByteWriter path = new ByteWriter(256);
        path.Bytes(nodes[0]);
        for (int i = 0; i < nodes.Length; i++)
        {
            byte[] pathKey = curve.PublicKey(secret);
            if (i == 0)
            {
                path.Bytes(pathKey);
                path.U8((byte)nodes.Length);
            }

            byte[] shared = curve.Ecdh(nodes[i], secret);
            byte[] factor = hmac.Sha256(s_blindedNodeId, shared);
            byte[] rho = hmac.Sha256(s_rho, shared);
            path.Bytes(curve.Multiply(nodes[i], factor));
            byte[] sealedData = ChaChaPoly.Seal(rho, ChaChaPoly.Nonce(0), new byte[0], data[i]);
            path.U16((ushort)sealedData.Length);
            path.Bytes(sealedData);

            ByteWriter step = new ByteWriter(PointBytes + 32);
            step.Bytes(pathKey);
            step.Bytes(shared);
            byte[] next = curve.MultiplySecrets(secret, Sha256.Hash(step.ToArray()));
            Array.Clear(secret, 0, secret.Length);
            Array.Clear(shared, 0, shared.Length);
            Array.Clear(factor, 0, factor.Length);
            Array.Clear(rho, 0, rho.Length);
            secret = next;
        }

        Array.Clear(secret, 0, secret.Length);
        return path.ToArray();
    }

    /// <summary>How many bytes the path takes that begins there; malformed when it has not so many.</summary>
    public static int LengthAt(byte[] paths, int at)
    {
        ByteReader reader = new ByteReader(paths, at, paths.Length - at);
        reader.Bytes(HeadBytes - 1);
        int hops = reader.U8();
        for (int i = 0; i < hops; i++)
        {
            reader.Bytes(PointBytes);
            reader.Bytes(reader.U16());
        }

        return paths.Length - at - reader.Remaining;
    }
}
