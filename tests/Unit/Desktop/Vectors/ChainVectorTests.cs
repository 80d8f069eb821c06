using Holdfast.Chain;
using Holdfast.Protocol;
using Holdfast.Unit.Chain;

namespace Holdfast.Unit.Desktop.Vectors;

/// <summary>tests/Vectors/chain-record.txt: what the last slot of the journal holds, at each checkpoint and after blocks that take its place.</summary>
[TestClass]
public class ChainVectorTests
{
    private const string Name = "chain-record.txt";

    [TestMethod]
    public void TheFileHoldsEveryNetworksRecord()
    {
        PinnedFile file = new(Name, "The record of the block chain (FORMAT.md), with its fields by name: each network at its checkpoint, and regtest after 30 blocks.");
        file.Version("chain", 1);
        foreach (Network network in Enum.GetValues<Network>().Where(network => network != Network.None))
        {
            Add(file, network.ToString(), new ChainView(ChainNetwork.Of(network), null));
        }

        ChainView grown = new(ChainNetwork.Of(Network.Regtest), null);
        Assert.AreEqual(HeaderFault.None, grown.Take(Miner.Run(grown.Headers.Tip.Hash, grown.Headers.Tip.Time, 30, 1), true, 0, out _));
        Add(file, "RegtestInForce", grown);
        file.Require();
    }

    [TestMethod]
    public void EveryRecordOfTheFileIsReadAndWrittenAgain()
    {
        foreach (string[] line in PinnedFile.Read(Name).Where(line => line[0] == "chain"))
        {
            Network network = Enum.GetValues<Network>().Last(n => line[1].StartsWith(n.ToString(), StringComparison.Ordinal));
            Assert.AreEqual(line[2], Hex.Text(new ChainView(ChainNetwork.Of(network), VectorFile.Bytes(line[2])).Encode()));
        }
    }

    private static void Add(PinnedFile file, string name, ChainView view)
    {
        HeaderChain headers = view.Headers;
        ChainPoint lowest = headers.Lowest;
        file.Add("chain", name, view.Encode(), $"height={lowest.Height}", "hash=" + Hex.Text(lowest.Hash), $"time={lowest.Time}", $"bits={lowest.Bits}",
            $"periodTime={lowest.PeriodTime}", $"periodBits={lowest.PeriodBits}", $"work={Word(lowest.Work)}", $"heightSeen={headers.HeightSeen}",
            $"workSeen={Word(headers.WorkSeen)}", "isInForce=" + (view.IsInForce ? "1" : "0"));
    }

    private static string Word(Work work) => $"{work.High:x16}{work.Low:x16}";
}
