using Holdfast.Bytes;
using Holdfast.Policy;

namespace Holdfast.Unit.Desktop.Vectors;

/// <summary>tests/Vectors/limits-record.txt: what the owner has chosen, as the attachment of the last slot.</summary>
[TestClass]
public class LimitsVectorTests
{
    private const string Name = "limits-record.txt";

    private static readonly Limits s_presets = new(true, 74);

    [TestMethod]
    public void TheFileHoldsChoices()
    {
        PinnedFile file = new(Name, "The owner's limits (FORMAT.md), on the main network: number and value of each that differs from the network's.");
        file.Version("limits", LimitsCodec.Encode(s_presets, s_presets)[0]);
        foreach ((string name, (int Number, ulong Value)[] changed) in Choices())
        {
            ulong[] values = s_presets.Copy();
            foreach ((int number, ulong value) in changed)
            {
                values[number - 1] = value;
            }

            file.Add("limits", name, LimitsCodec.Encode(new Limits(values), s_presets), $"changedCount={changed.Length}", $"changed=[{string.Join(',', changed.Select(one => $"{one.Number}:{one.Value}"))}]");
        }

        file.Require();
    }

    [TestMethod]
    public void EveryRecordIsReadAndWrittenAgain()
    {
        foreach (string[] line in PinnedFile.Read(Name).Where(line => line[0] == "limits"))
        {
            Limits limits = LimitsCodec.Decode(VectorFile.Bytes(line[2]), s_presets);
            Assert.AreEqual(line[2], Hex.Text(LimitsCodec.Encode(limits, s_presets)));
            Assert.AreEqual($"changedCount={Enumerable.Range(0, LimitTable.Count).Count(i => limits.Value(i) != s_presets.Value(i))}", line[3]);
        }

        Assert.AreSame(s_presets, LimitsCodec.Decode(null!, s_presets));
    }

    /// <summary>Another version, an order that Encode does not make, a number twice or unknown, a value out of its bounds, too much or too little.</summary>
    [TestMethod]
    [DataRow("0200")]
    [DataRow("01020200000000000000070100000000000f4240")]
    [DataRow("010201000000000010c8e00100000000000f4240")]
    [DataRow("0101c80000000000000001")]
    [DataRow("0101000000000000000001")]
    [DataRow("01010100000000000186 9f")]
    [DataRow("0101130000000000000002")]
    [DataRow("010000")]
    [DataRow("0101")]
    [DataRow("")]
    public void WhatItDoesNotWriteIsMalformed(string hex) =>
        Expect.Throws(typeof(MalformedException), () => LimitsCodec.Decode(Hex.Bytes(hex.Replace(" ", "", StringComparison.Ordinal)), s_presets));

    private static IEnumerable<(string Name, (int Number, ulong Value)[] Changed)> Choices()
    {
        yield return ("none", []);
        yield return ("unchecked", [(19, 0)]);
        yield return ("some", [(1, 2_000_000_000), (2, 288), (17, 4320), (21, 50_000_000)]);
        yield return ("all", [.. from i in Enumerable.Range(0, LimitTable.Count)
            let row = LimitTable.Row(i, 74)
            where row.Least != row.Most
            select (i + 1, row.Least == s_presets.Value(i) ? row.Most : row.Least)]);
    }
}
