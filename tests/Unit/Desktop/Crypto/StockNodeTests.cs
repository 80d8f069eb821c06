using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Lightning;
using Holdfast.Secrets;

namespace Holdfast.Unit.Desktop.Crypto;

/// <summary>
/// The keys and signatures of five nodes, as stock hsmd gave them out (tests/Vectors/cln-keys.txt): derivations, extra entropy, grinding
/// and recovery ids are bit for bit the same.
/// </summary>
[TestClass]
public class StockNodeTests
{
    private readonly Secp256k1 _curve = Secp256k1.Software();
    private readonly IHmac _hmac = new SoftwareHmac();
    private readonly Dictionary<string, int> _seen = [];
    private KeyTree _tree = null!;

    [TestMethod]
    public void EveryAnswerIsTheSame()
    {
        foreach (string[] v in VectorFile.Read("cln-keys.txt"))
        {
            _seen[v[0]] = _seen.GetValueOrDefault(v[0]) + 1;
            switch (v[0])
            {
                case "seed":
                    _tree = new KeyTree(_curve, _hmac, Hex.Bytes(v[2]), v[1] == "mnemonic");
                    break;
                case "node":
                    Assert.AreEqual(v[1], Hex.Text(_tree.NodeId));
                    Assert.AreEqual(v[2], Hex.Text(_tree.WalletXpub()));
                    Assert.AreEqual(v[3], Hex.Text(_tree.Bolt12PublicKey));
                    Assert.AreEqual(v[4], _tree.AccountXpub() == null ? "-" : Hex.Text(_tree.AccountXpub()));
                    break;
                case "secret":
                    Assert.AreEqual(v[2], Hex.Text(_tree.DeriveSecret(Hex.Bytes(v[1]))));
                    break;
                case "basepoints":
                    ChannelSecrets s = _tree.Channel(Hex.Bytes(v[1]), ulong.Parse(v[2]));
                    byte[][] points = _curve.PublicKeys([s.Revocation, s.Payment, s.Htlc, s.Delayed, s.Funding]);
                    Assert.AreEqual(v[3], string.Concat(points.Select(Hex.Text)));
                    break;
                case "point":
                    byte[] seed = _tree.Channel(Hex.Bytes(v[1]), ulong.Parse(v[2])).ShaSeed;
                    Assert.AreEqual(v[4], Hex.Text(_curve.PublicKey(Shachain.CommitmentSecret(seed, ulong.Parse(v[3])))));
                    break;
                case "ecdh":
                    Assert.AreEqual(v[2], Hex.Text(_curve.Ecdh(Hex.Bytes(v[1]), _tree.NodeSecret)));
                    break;
                case "invoice":
                    Recoverable(InvoiceHash.Of(Hex.Bytes(v[1]), Hex.Bytes(v[2])), _tree.NodeSecret, v[3]);
                    break;
                case "message":
                    Recoverable(MessageHash.Lightning(Hex.Bytes(v[1])), _tree.NodeSecret, v[2]);
                    break;
                case "bip137":
                    Recoverable(MessageHash.Bip137(Hex.Bytes(v[2])), _tree.WalletSecret(uint.Parse(v[1])), v[3]);
                    break;
                case "bolt12":
                    byte[] hash = MessageHash.Bolt12(Hex.Bytes(v[1]), Hex.Bytes(v[2]), Hex.Bytes(v[3]));
                    Assert.AreEqual(v[6], Hex.Text(_curve.SignSchnorr(hash, Bolt12Key(v[4], v[5]), new byte[32])));
                    break;
                case "gossip":
                    Low(Hex.Bytes(v[1]), _tree.NodeSecret, v[2]);
                    break;
                case "announce":
                    Low(Hex.Bytes(v[3]), _tree.NodeSecret, v[4]);
                    Low(Hex.Bytes(v[3]), _tree.Channel(Hex.Bytes(v[1]), ulong.Parse(v[2])).Funding, v[5]);
                    break;
                default:
                    Assert.Fail("unknown kind " + v[0]);
                    break;
            }
        }

        Assert.AreEqual(12, _seen.Count, "every kind of line was there");
        Assert.AreEqual(5, _seen["seed"]);
    }

    private void Recoverable(byte[] hash, byte[] secret, string expected)
    {
        byte[] signature = _curve.SignRecoverable(hash, secret);
        Assert.AreEqual(expected, Hex.Text(signature));
        Assert.AreEqual(Hex.Text(_curve.PublicKey(secret)), Hex.Text(_curve.RecoverPoint(hash, signature)));
    }

    private void Low(byte[] message, byte[] secret, string expected)
    {
        byte[] hash = Sha256.HashTwice(message);
        Assert.AreEqual(expected, Hex.Text(_curve.Sign(hash, secret)));
        Assert.IsTrue(_curve.Verify(hash, Hex.Bytes(expected), _curve.PublicKey(secret)));
    }

    /// <summary>Facts of hsmd: with info, node key + SHA256(derive_secret(info) ‖ tweak); with a tweak alone, base key + SHA256(base point ‖ tweak).</summary>
    private byte[] Bolt12Key(string info, string tweak)
    {
        if (tweak == "-")
        {
            return _tree.NodeSecret;
        }

        byte[] first = info == "-" ? _tree.Bolt12PublicKey : _tree.DeriveSecret(Hex.Bytes(info));
        byte[] hash = Sha256.Hash([.. first, .. Hex.Bytes(tweak)]);
        return _curve.AddSecrets(info == "-" ? _tree.Bolt12Secret : _tree.NodeSecret, hash);
    }
}
