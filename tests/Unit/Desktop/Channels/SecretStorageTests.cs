using Holdfast.Channels;

namespace Holdfast.Unit.Desktop.Channels;

/// <summary>BOLT 3 appendix D, storage tests: every sequence is accepted exactly as far as the appendix says.</summary>
[TestClass]
public class SecretStorageTests
{
    [TestMethod]
    public void SequencesOfAppendixD()
    {
        RevocationChain chain = new();
        ulong number = 0;
        int refused = 0;
        string name = "";
        foreach (string[] record in VectorFile.Read("bolt3-secret-storage.txt"))
        {
            if (record[0] == "case")
            {
                chain = new RevocationChain();
                number = 0;
                name = string.Join(' ', record[1..]);
                continue;
            }

            byte[] secret = Hex.Bytes(record[1]);
            bool fits = chain.Fits(number, secret);
            Assert.AreEqual(record[2] == "OK", fits, $"{name}, number {number}");
            if (fits)
            {
                chain = chain.With(number++, secret);
            }
            else
            {
                refused++;
            }
        }

        Assert.AreEqual(8, refused);
    }
}
