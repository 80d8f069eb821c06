using System.Text.Json.Nodes;
using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.SimulatedSigner;

/// <summary>The pace of a board: its figures are those of boards/ and of the instruction meter.</summary>
[TestClass]
public class BoardSpeedTests
{
    private static readonly string s_root = Root();

    [TestMethod]
    public void EveryBoardOfTheRepositoryIsThereWithItsOwnFigures()
    {
        string[] folders = [.. Directory.GetDirectories(Path.Combine(s_root, "boards")).Select(folder => Path.GetFileName(folder)!)];
        CollectionAssert.AreEquivalent(folders, BoardSpeed.All.Select(speed => speed.Name).ToArray());
        foreach (BoardSpeed speed in BoardSpeed.All)
        {
            JsonNode board = JsonNode.Parse(File.ReadAllText(Path.Combine(s_root, "boards", speed.Name, "board.json")))!;
            Assert.AreEqual(board["cpuMegahertz"]!.GetValue<int>(), speed.CpuMegahertz, speed.Name);
            Assert.AreEqual(board["link"]!["baud"]!.GetValue<int>(), speed.Baud, speed.Name);
        }
    }

    [DataTestMethod]
    [DataRow("sign counterparty commitment, 0 HTLCs", MessageId.SignCounterpartyCommitment, 0)]
    [DataRow("sign counterparty commitment, 30 HTLCs", MessageId.SignCounterpartyCommitment, 30)]
    [DataRow("validate holder commitment, 0 HTLCs", MessageId.ValidateHolderCommitment, 0)]
    [DataRow("validate holder commitment, 30 HTLCs", MessageId.ValidateHolderCommitment, 30)]
    [DataRow("ECDH", MessageId.Ecdh, 0)]
    [DataRow("invoice", MessageId.SignInvoice, 0)]
    public void ARequestTakesWhatTheMeterCounts(string row, MessageId id, int htlcs)
    {
        JsonNode budgets = JsonNode.Parse(File.ReadAllText(Path.Combine(s_root, "tests", "Cost", "budgets.json")))!;
        double ms = budgets[row + ", units"]!.GetValue<double>() / 133_000;
        int length = id switch
        {
            MessageId.SignCounterpartyCommitment => 91 + (45 * htlcs),
            MessageId.ValidateHolderCommitment => 125 + (109 * htlcs),
            _ => 40,
        };
        byte[] request = new byte[length];
        request[0] = (byte)id;
        double paced = BoardSpeed.All[0].Of(request, 100).TotalMilliseconds;
        Assert.IsTrue(paced > 0.7 * ms && paced < (1.3 * ms) + 40, $"{paced} ms for {ms} ms");
        Assert.IsTrue(BoardSpeed.All.Single(speed => speed.Name == "esp32-c3-devkitm-1").Of(request, 100).TotalMilliseconds > paced, "a slower clock");
    }

    [TestMethod]
    public void APacedDeviceWaitsForEachRequestAndAnswersTheSame()
    {
        List<TimeSpan> waits = [];
        BoardSpeed speed = BoardSpeed.All[0];
        PacedFirmware paced = new(new Echo(), speed, waits.Add);
        byte[] status = new Status().Encode();
        CollectionAssert.AreEqual(new byte[] { 7 }, paced.Handle(status, status.Length));
        Assert.AreEqual(speed.Of(status, 1), waits.Single());
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Firmware.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }

    private sealed class Echo : IRequestHandler
    {
        public int MessageBytesMax => 8192;

        public byte[] PairingKey => new byte[32];

        public byte[] Handle(byte[] message, int length) => [7];

        public Holdfast.Protocol.DeviceState State => Holdfast.Protocol.DeviceState.Ready;

        public string Sentence => "";

        public LinkGreeting Greeting { get; } = new();

        public byte[]? Agree(LinkOffer offer, byte[] hostPoint) => null;

        public void Idle()
        {
        }
    }
}
