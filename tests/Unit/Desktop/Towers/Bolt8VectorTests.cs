using Holdfast.Crypto;
using Holdfast.Towers;

namespace Holdfast.Unit.Desktop.Towers;

/// <summary>The initiator's handshake and the messages after it, by BOLT 8's own vectors.</summary>
[TestClass]
public class Bolt8VectorTests
{
    private static readonly List<string[]> s_lines = VectorFile.Read("bolt8-transport.txt");
    private static readonly Secp256k1 s_curve = Secp256k1.Software();

    [TestMethod]
    public void EveryHandshakeOfTheInitiatorEndsAsItShould()
    {
        Assert.AreEqual(4, s_lines.Count(line => line[0] == "handshake"));
        foreach (string[] line in s_lines.Where(line => line[0] == "handshake"))
        {
            byte[] actThree = new byte[NoiseHandshake.ActThreeBytes];
            NoiseConnection? connection = Shake(line, actThree);
            Assert.AreEqual(line[4] == "ERROR", connection is null, line[1]);
            Assert.AreEqual(line[4] == "ERROR" ? new string('0', 132) : line[4], Hex.Text(actThree), line[1]);
        }
    }

    [TestMethod]
    public void MessagesAreSealedThroughTwoChangesOfTheKey()
    {
        NoiseConnection connection = Shake(s_lines.First(line => line[0] == "handshake"), new byte[NoiseHandshake.ActThreeBytes])!;
        Dictionary<int, string> expected = s_lines.Where(line => line[0] == "message").ToDictionary(line => int.Parse(line[1]), line => line[2]);
        Assert.AreEqual(6, expected.Count);
        for (int i = 0; i <= expected.Keys.Max(); i++)
        {
            string sealedLine = Hex.Text(connection.Seal(Hex.Ascii("hello")));
            Assert.AreEqual(expected.GetValueOrDefault(i, sealedLine), sealedLine, $"message {i}");
        }
    }

    private static NoiseConnection? Shake(string[] line, byte[] actThree)
    {
        string[] keys = s_lines.Single(words => words[0] == "keys");
        byte[] secret = Hex.Bytes(keys[2]);
        NoiseHandshake handshake = new(s_curve, new SoftwareHmac(), Hex.Bytes(keys[1]), Hex.Bytes(keys[3]));
        Assert.AreEqual(line[2], Hex.Text(handshake.ActOne()));
        return handshake.Finish(Hex.Bytes(line[3]), secret, s_curve.PublicKey(secret), actThree);
    }
}
