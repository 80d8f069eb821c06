using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.DeviceLink;

/// <summary>Two bridges that both reach one device do not use it in turns, and the one that has not got it is told who has.</summary>
[TestClass]
public sealed class TwoBridgesTests
{
    private readonly SimulatedDevice _device = new(new SimulatedStorage(), new SimulatedDeviceSettings { EntropySeed = 5, HasManualClock = true });
    private readonly byte[] _half = [.. Enumerable.Repeat((byte)9, 32)];

    [TestInitialize]
    public void Provision()
    {
        using SignerClient client = new(new InProcessTransport(_device), new SignerClientSettings());
        client.Ask(new Provision { Kind = SecretKind.Raw, Network = Network.Regtest, Secret = [.. Enumerable.Repeat((byte)3, 32)], HostHalf = [.. _half] });
    }

    [TestMethod]
    public void TheSecondBridgeIsToldWhoHoldsTheDeviceAndDisturbsNothing()
    {
        using SignerClient first = Bridge("alpha /node", 0);
        using SignerClient second = Bridge("beta /node", 0);
        first.Ask(new NodeKeys());
        uint sessions = first.Sessions;
        for (int i = 0; i < 3; i++)
        {
            Told(second, "alpha /node");
            first.Ask(new NodeKeys());
        }

        Assert.AreEqual(sessions, first.Sessions, "the first one's session went on");
        using SignerClient command = Bridge(string.Empty, 0);
        command.Ask(new NodeKeys());
        first.Ask(new NodeKeys());
        Told(second, "alpha /node");
    }

    [TestMethod]
    public void WhoHasTakenOverTheLogTakesTheDeviceAndTheFirstCannotTakeItBack()
    {
        using SignerClient first = Bridge("alpha /node", 4);
        using SignerClient second = Bridge("beta /node", 5);
        first.Ask(new NodeKeys());
        second.Ask(new NodeKeys());
        for (int i = 0; i < 3; i++)
        {
            Told(first, "beta /node");
            second.Ask(new NodeKeys());
        }

        Assert.AreEqual(2u, second.Sessions);
    }

    [TestMethod]
    public void ABridgeThatWasStartedAnewHasTheDeviceAtOnce()
    {
        using (SignerClient before = Bridge("alpha /node", 0))
        {
            before.Ask(new NodeKeys());
        }

        using SignerClient after = Bridge("alpha /node", 0);
        after.Ask(new NodeKeys());
        _device.Reboot();
        using SignerClient second = Bridge("beta /node", 0);
        second.Ask(new NodeKeys());
        Told(after, "beta /node");
    }

    private SignerClient Bridge(string holder, ulong fence) =>
        new(new InProcessTransport(_device), new SignerClientSettings { HostHalf = _half, Holder = holder, Fence = fence });

    private static void Told(SignerClient client, string holder)
    {
        SignerNotReadyException told = Assert.ThrowsExactly<SignerNotReadyException>(() => client.Ask(new NodeKeys()));
        Assert.AreEqual(ErrorCode.HeldByAnother, told.Code);
        StringAssert.Contains(told.Message, "another bridge holds this device: " + holder);
    }
}
