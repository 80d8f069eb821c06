using Holdfast.Dashboard.Pictures;

namespace Holdfast.HostUnit.Dashboard;

/// <summary>Pictures of nodes that do not exist.</summary>
internal static class SamplePictures
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private const string Alice = "02aa00000000000000000000000000000000000000000000000000000000000001/1";
    private const string Bob = "03bb00000000000000000000000000000000000000000000000000000000000002/4";
    private const string Carol = "02cc00000000000000000000000000000000000000000000000000000000000003/9";

    /// <summary>A node that forwards payments, with a refusal, a held payment, an intent that waits, and two towers.</summary>
    public static NodePicture Busy()
    {
        Random random = new(20);
        List<Sample> samples = [];
        for (int minute = 0; minute < 55; minute++)
        {
            for (int i = random.Next(9); i > 0; i--)
            {
                double milliseconds = 55 * Math.Exp((random.NextDouble() + random.NextDouble() - 1) * 0.9) * (minute == 31 ? 6 : 1);
                samples.Add(new Sample(Now.AddMinutes(minute - 55).AddSeconds(random.Next(60)), milliseconds, minute is 31 or 44 && i == 1));
            }
        }

        return new NodePicture
        {
            At = Now,
            Folder = "/var/lib/lightningd/bitcoin",
            Bridge = new BridgePicture { IsRunning = true, Answers = true, DeviceAnswers = true, HasPlugin = true, Started = Now.AddDays(-3), DeviceSince = Now.AddDays(-3) },
            Device = new DevicePicture
            {
                Line = "/dev/ttyUSB0", IsAuthenticated = true, State = "Ready", Network = "Bitcoin", Board = "ESP32 T-Display", Firmware = "0.1.0", Uptime = TimeSpan.FromHours(77),
                Sequence = 48_211, Channels = 3, ChannelsMax = 10, Receipt = "Matches", FreeMemoryBytes = 61_440, Answered = Now,
                Approvals = new ApprovalsPicture(250_000_000, 1_400_000_000,
                    [new ApprovalPicture("c0ffee00112233445566778899aabbccddeeff00", 250_000_000, Now.AddMinutes(40), false)]),
                Chain = new ChainPicture(923_114, Now.AddMinutes(-9), true, false),
            },
            Log = new LogPicture
            {
                Samples = [.. samples.OrderBy(sample => sample.At)], ReceiptSequence = 48_211,
                Pending = [new PendingPicture("SignCounterpartyCommitment", Carol, 812, Now.AddSeconds(-2))],
            },
            Requests =
            [
                .. new (int Message, string Name, string Channel, double Ms, string Kind)[]
                {
                    (20, "SignRemoteHtlcTx", Bob, 0.4, "Reply"), (19, "SignRemoteCommitmentTx", Bob, 61.2, "Reply"), (35, "ValidateCommitmentTx", Bob, 48.8, "Reply"),
                    (36, "ValidateRevocation", Alice, 32.1, "Reply"), (19, "SignRemoteCommitmentTx", Alice, 143.6, "Refused"), (8, "SignInvoice", "", 88.0, "Reply"),
                    (18, "GetPerCommitmentPoint", Carol, 12.7, "Reply"), (1, "EcdhRequest", "", 21.5, "Reply"),
                }.Select((row, i) => new RequestPicture(row.Message, row.Name, row.Channel, Now.AddSeconds(-3 * i - 1), row.Ms, row.Kind)),
            ],
            Refusals =
            [
                new RefusalPicture("SignRemoteCommitmentTx", Alice, Now.AddMinutes(-16), "policy-commitment-fee-range", "FeeWithinRange",
                    "The feerate of this commitment is 61,000 satoshi per 1000 weight units, above the maximum of 50,000.", BridgeLook.WhatToDo("policy-commitment-fee-range")),
            ],
            Channels =
            [
                new ChannelPicture
                {
                    Name = Alice, Alias = "Lighthouse Oslo", ShortChannelId = "911042x1207x0", State = "CHANNELD_NORMAL", IsConnected = true, Number = 5_204, HolderSat = 1_840_222,
                    CounterpartySat = 3_119_450, InFlightSat = 40_000, Htlcs = 2, IsWriteAhead = true, LastSigned = Now.AddSeconds(-4), Findings = [Found(Alice, "InStep", true)],
                },
                new ChannelPicture
                {
                    Name = Bob, Alias = "quiet harbour", ShortChannelId = "918220x88x1", State = "CHANNELD_NORMAL", IsConnected = true, Number = 17, HolderSat = 402_000,
                    CounterpartySat = 98_000, IsWriteAhead = false, LastSigned = Now.AddHours(-2), Findings = [Found(Bob, "NodesOwnOrder", true)],
                },
                new ChannelPicture
                {
                    Name = Carol, ShortChannelId = "922871x301x0", State = "CHANNELD_AWAITING_SPLICE", IsConnected = false, Number = 811,
                    HolderSat = 7_500_000, CounterpartySat = 2_499_340,
                    IsWriteAhead = true, LastSigned = Now.AddSeconds(-2),
                },
            ],
            Towers = new TowersPicture
            {
                AreSetUp = true,
                Towers =
                [
                    new TowerPicture("02d4" + new string('1', 62), "tower.example:9911", true, true, 2, 11_402, 1, 2, 0),
                    new TowerPicture("03e5" + new string('2', 62), "abcdefghijklmnop.onion:9911", true, false, 1, 9_022, 2_381, 4_000, 0),
                ],
            },
            Held = new HeldPicture { IsSetUp = true, OpenInvoices = 4,
                Waiting = [new HeldInvoicePicture("beef" + new string('0', 60), 50_000_000, 2, "Open", true, Now.AddMinutes(-22), 923_190, string.Empty)] },
        };
    }

    /// <summary>Installed and never used.</summary>
    public static NodePicture Empty() => new()
    {
        At = Now,
        Folder = "/var/lib/lightningd/bitcoin",
        Bridge = new BridgePicture { IsRunning = true, Answers = true, DeviceAnswers = true },
        Device = new DevicePicture { Line = "/dev/ttyUSB0", IsAuthenticated = true, State = "Ready", Network = "Bitcoin", Board = "ESP32 T-Display",
            Firmware = "0.1.0", Uptime = TimeSpan.FromMinutes(2), ChannelsMax = 10, Receipt = "None" },
        Log = new LogPicture(),
    };

    /// <summary>Nothing runs. The directory exists.</summary>
    public static NodePicture BridgeAway() => new()
    {
        At = Now, Folder = Path.GetTempPath(), Bridge = new BridgePicture { Trouble = "no file" }, Log = new LogPicture { Trouble = "there is no intent log" },
    };

    /// <summary>Every word that somebody else may choose is an attack.</summary>
    public static NodePicture Hostile(string attack)
    {
        NodePicture busy = Busy();
        return busy with
        {
            Folder = attack,
            Bridge = busy.Bridge with { Held = new HeldRequestPicture(19, Now, attack, attack), Running = new RequestPicture(19, attack, attack, Now, 9_000, attack) },
            Device = busy.Device! with
            {
                Line = attack, State = attack, Sentence = attack, Network = attack, Board = attack, Firmware = attack, Receipt = attack, Trouble = attack,
                Approvals = new ApprovalsPicture(0, 0, [new ApprovalPicture(attack, 1, Now, false)]),
            },
            Log = busy.Log with { Trouble = attack, Pending = [new PendingPicture(attack, attack, 1, Now.AddHours(-1))] },
            Requests = [new RequestPicture(19, attack, attack, Now, 1, "Refused")],
            Refusals = [new RefusalPicture(attack, attack, Now, attack, attack, attack, attack)],
            Channels =
            [
                new ChannelPicture
                {
                    Name = attack, Alias = attack, ShortChannelId = attack, State = attack, Number = 1, HolderSat = 1,
                    Findings = [new FindingPicture(attack, "NodeBehind", attack, false, [attack]), new FindingPicture(attack, attack, attack, true, [attack])],
                },
            ],
            Findings = [new FindingPicture(attack, attack, attack, false, [attack])],
            ComparisonTrouble = attack,
            Towers = new TowersPicture { AreSetUp = true, Trouble = attack, Towers = [new TowerPicture(attack, attack, true, true, 1, 1, 1, 1, 1)] },
            Held = new HeldPicture { IsSetUp = true, Trouble = attack, Waiting = [new HeldInvoicePicture(attack, 1, 1, attack, false, Now, 1, attack)] },
        };
    }

    private static FindingPicture Found(string channel, string finding, bool isSafe) => new(channel, finding, "Node and signer agree on the newest commitment.", isSafe, []);
}

/// <summary>Shows what a test puts there, and counts how often somebody looked.</summary>
internal sealed class FixedSource(NodePicture picture) : IPictureSource
{
    private int _looks;

    public NodePicture Picture { get; set; } = picture;

    public int Looks => Volatile.Read(ref _looks);

    public NodePicture Take()
    {
        Interlocked.Increment(ref _looks);
        return Picture;
    }
}
