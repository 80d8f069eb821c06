using Holdfast.Bytes;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Replay;
using Holdfast.NodeRequests.Wire;

namespace Holdfast.HostUnit.NodeRequests;

[TestClass]
public class PsbtTests
{
    [TestMethod]
    public void EveryRecordedPsbtSerialisesToItsOwnBytes()
    {
        int count = 0;
        foreach (byte[] psbt in Recorded())
        {
            CollectionAssert.AreEqual(psbt, Psbt.Parse(psbt).Serialize());
            count++;
        }

        Assert.IsTrue(count > 30);
    }

    [TestMethod]
    public void EveryPrefixIsMalformed()
    {
        byte[] psbt = Recorded().First();
        for (int length = 0; length < psbt.Length; length++)
        {
            Assert.ThrowsException<MalformedException>(() => Psbt.Parse(psbt.AsSpan(0, length)));
        }
    }

    [TestMethod]
    public void TrailingByteIsMalformed()
    {
        Assert.ThrowsException<MalformedException>(() => Psbt.Parse([.. Recorded().First(), 0]));
    }

    [TestMethod]
    public void MutatedBytesAreMalformedOrParseToSomethingThatSerialisesToThem()
    {
        Random random = new(20261120);
        byte[][] psbts = [.. Recorded()];
        for (int i = 0; i < 20_000; i++)
        {
            byte[] mutant = [.. psbts[random.Next(psbts.Length)]];
            for (int flips = random.Next(1, 4); flips > 0; flips--)
            {
                mutant[random.Next(mutant.Length)] = (byte)random.Next(256);
            }

            try
            {
                // A changed signature script of the unsigned transaction is read over, but it is kept in the global map.
                CollectionAssert.AreEqual(mutant, Psbt.Parse(mutant).Serialize());
            }
            catch (MalformedException)
            {
            }
        }
    }

    [TestMethod]
    public void AdditionsStandInOrderOfField()
    {
        Psbt psbt = Recorded().Select(bytes => Psbt.Parse(bytes)).First(bare => !bare.Inputs[0].All(PsbtField.InputPartialSignature).Any());
        PsbtMap input = psbt.Inputs[0];
        input.Put(PsbtField.InputDerivation, [2, .. new byte[32]], [1]);
        input.Put(PsbtField.InputPartialSignature, [3, .. new byte[32]], [2]);
        input.Put(PsbtField.InputPartialSignature, [2, .. new byte[32]], [3]);
        BitcoinWriter writer = new();
        input.Write(writer);

        Psbt again = Psbt.Parse(psbt.Serialize());
        Assert.AreEqual(2, again.Inputs[0].All(PsbtField.InputPartialSignature).Count());
        Assert.AreEqual(3, again.Inputs[0].All(PsbtField.InputPartialSignature).First().KeyData[0], "same field: in order of arrival");
        Assert.AreEqual(1, again.Inputs[0].Find(PsbtField.InputDerivation, [2, .. new byte[32]])![0]);
        byte[] fields = Fields(writer.ToArray());
        CollectionAssert.AreEqual(fields.Order().ToArray(), fields);
    }

    [TestMethod]
    public void PuttingAKeyAgainReplacesItsValue()
    {
        Psbt psbt = Psbt.Parse(Recorded().First());
        psbt.Inputs[0].Put(PsbtField.InputTaprootSignature, [], [1]);
        psbt.Inputs[0].Put(PsbtField.InputTaprootSignature, [], [2]);
        Assert.AreEqual(1, psbt.Inputs[0].All(PsbtField.InputTaprootSignature).Count());
        Assert.AreEqual(2, psbt.Inputs[0].Find(PsbtField.InputTaprootSignature)![0]);
    }

    private static byte[] Fields(byte[] map)
    {
        List<byte> fields = [];
        BitcoinReader reader = new(map);
        for (byte[] key = reader.Blob(); key.Length > 0; key = reader.Blob())
        {
            fields.Add(key[0]);
            reader.Blob();
        }

        return [.. fields];
    }

    /// <summary>PSBTs of requests 7 and of their replies.</summary>
    private static IEnumerable<byte[]> Recorded()
    {
        foreach (TranscriptEntry entry in Recordings.WithNumber((int)HsmdType.SignWithdrawal))
        {
            yield return entry.Reply![6..];
            HsmdReader reader = new(entry.Request);
            reader.Type();
            Utxo.ReadAll(reader);
            int at = entry.Request.AsSpan().IndexOf("psbt"u8);
            yield return entry.Request[at..];
        }
    }
}
