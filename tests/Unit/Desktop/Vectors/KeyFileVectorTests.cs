using System.Security.Cryptography;
using System.Text;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.Unit.Journal;

namespace Holdfast.Unit.Desktop.Vectors;

/// <summary>tests/Vectors/keyfile.txt: the seed at rest, for both kinds of secret, both stages and every network; made once more with .NET's cryptography.</summary>
[TestClass]
public class KeyFileVectorTests
{
    private const string Name = "keyfile.txt";

    private static readonly IHmac s_hmac = new SoftwareHmac();
    private static readonly byte[] s_hostHalf = WireSample.Bytes("host half", 32);
    private static readonly byte[] s_deviceHalf = WireSample.Bytes("device half", 32);
    private static readonly byte[] s_volumeId = WireSample.Bytes("volume", 16);

    [TestMethod]
    public void TheFileHoldsEveryKeyFile()
    {
        PinnedFile file = new(Name, "The key file (FORMAT.md) under fixed halves: kind/network/stage, content, and the fields by their names.");
        file.Version("keyfile", Write(true, SecretKind.Raw, Network.Bitcoin)[8]);
        file.Add("input", "hostHalf", s_hostHalf);
        file.Add("input", "deviceHalf", s_deviceHalf);
        file.Add("input", "volumeId", s_volumeId);
        foreach (SecretKind kind in Enum.GetValues<SecretKind>())
        {
            file.Add("input", "secretOf" + kind, Secret(kind));
            foreach (Network network in Enum.GetValues<Network>().Where(network => network != Network.None))
            {
                foreach (bool isFinished in new[] { false, true })
                {
                    file.Add("keyfile", $"{kind}/{network}/{(isFinished ? "finished" : "unfinished")}", Write(isFinished, kind, network),
                        "stage=" + (isFinished ? 1 : 0), "kind=" + (int)kind, "network=" + (int)network);
                }
            }
        }

        file.Require();
    }

    [TestMethod]
    public void EveryKeyFileOfTheFileIsReadAndOpens()
    {
        foreach (string[] line in PinnedFile.Read(Name).Where(line => line[0] == "keyfile"))
        {
            string[] names = line[1].Split('/');
            MemoryStorage storage = new();
            storage.Write("k/k", VectorFile.Bytes(line[2]));
            storage.Write("l/k", VectorFile.Bytes(line[2]));
            KeyFile read = KeyFile.Read(storage, s_volumeId);
            Assert.AreEqual(line[1], $"{read.Kind}/{read.Network}/{(read.IsFinished ? "finished" : "unfinished")}");
            Assert.IsTrue(Check.Same(s_volumeId, read.VolumeId));
            Assert.AreEqual(Hex.Text(Secret(Enum.Parse<SecretKind>(names[0]))), Hex.Text(read.Open(s_hmac, s_hostHalf)));
            Assert.IsNull(read.Open(s_hmac, s_deviceHalf));
        }
    }

    /// <summary>From FORMAT.md and the words of the line, without the firmware's cryptography.</summary>
    [TestMethod]
    public void EveryKeyFileOfTheFileIsRecomputed()
    {
        byte[] hostHalf = PinnedFile.Bytes(Name, "input", "hostHalf");
        byte[] deviceHalf = PinnedFile.Bytes(Name, "input", "deviceHalf");
        foreach (string[] line in PinnedFile.Read(Name).Where(line => line[0] == "keyfile"))
        {
            byte[] fields = [.. line[3..].Select(word => byte.Parse(word.Split('=')[1]))];
            byte[] secret = PinnedFile.Bytes(Name, "input", "secretOf" + line[1].Split('/')[0]);
            byte[] head =
            [
                .. Encoding.ASCII.GetBytes("HOLDFKEY"), 3, .. fields, .. PinnedFile.Bytes(Name, "input", "volumeId"), .. deviceHalf,
                .. Hmac(hostHalf, Encoding.ASCII.GetBytes("holdfast pairing")),
            ];
            byte[] keys = HKDF.DeriveKey(HashAlgorithmName.SHA256, hostHalf, 64, deviceHalf, Encoding.ASCII.GetBytes("holdfast seal"));
            byte[] mac = Hmac(keys[..32], [.. head, .. secret])[..16];
            byte[] masked = [.. secret.Select((value, i) => (byte)(value ^ Hmac(keys[32..], [.. mac, (byte)(i / 32)])[i % 32]))];
            string expected = Hex.Text([.. head, .. mac, (byte)secret.Length, .. masked]);
            Assert.AreEqual(expected, line[2][..^8], line[1]);
        }
    }

    private static byte[] Hmac(byte[] key, byte[] message) => HMACSHA256.HashData(key, message);

    private static byte[] Secret(SecretKind kind) => WireSample.Bytes("secret", kind == SecretKind.Mnemonic ? 64 : 32);

    private static byte[] Write(bool isFinished, SecretKind kind, Network network)
    {
        MemoryStorage storage = new();
        KeyFile.Write(storage, s_hmac, isFinished, kind, network, s_volumeId, s_deviceHalf, s_hostHalf, Secret(kind));
        byte[] file = storage.Read("k/k");
        Assert.AreEqual(Hex.Text(file), Hex.Text(storage.Read("l/k")));
        return file;
    }
}
