using Holdfast.Bytes;
using Holdfast.Chain;
using Holdfast.Protocol;
using Holdfast.Requests;
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
        file.Version("last", 2);
        FeeMeter fees = FeeMeter.Decode(new ByteReader(Hex.Bytes("0000000000012345" + "65000001")), 0);
        AddLast(file, "FeesAlone", fees, new ChainView(ChainNetwork.Of(Network.Regtest), null));
        AddLast(file, "FeesAndChain", fees, grown);
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

    [TestMethod]
    public void EveryRecordOfTheLastSlotIsReadAndWrittenAgain()
    {
        foreach (string[] line in PinnedFile.Read(Name).Where(line => line[0] == "last"))
        {
            FeeMeter fees = LastSlot.Decode(VectorFile.Bytes(line[2]), new Holdfast.Unit.Requests.TestClock(), out byte[] chain);
            Assert.AreEqual(line[2], Hex.Text(LastSlot.Encode(fees, new ChainView(ChainNetwork.Of(Network.Regtest), chain))));
        }
    }

    private static void AddLast(PinnedFile file, string name, FeeMeter fees, ChainView view)
    {
        byte[] chain = view.IsRecordDue ? view.Encode() : [];
        file.Add("last", name, LastSlot.Encode(fees, view), "feesSat=74565", "feesTime=1694498817", "chain=" + Hex.Text(chain));
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
