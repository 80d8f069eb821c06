using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>A device that follows payments, with two channels: in the first the peer is the opener, in the second the device.</summary>
public sealed class TestWays
{
    public readonly TestDevice Device;
    public readonly TestWay A;
    public readonly TestWay B;

    public TestWays()
    {
        Device = TestDevice.Ready(0x11);
        Follow(Device);
        A = new TestWay(Device, 0x22, 1, false);
        B = new TestWay(Device, 0x33, 2, true);
    }

    /// <summary>The rules about payments are in force from now on.</summary>
    public static void Follow(TestDevice device)
    {
        Set(device, 19, 1);
    }

    /// <summary>A limit by its number.</summary>
    public static void Set(TestDevice device, byte number, ulong value)
    {
        LimitChangeFields change = new LimitChangeFields();
        change.Number = number;
        change.Value = value;
        SetLimits set = new SetLimits();
        set.Changes = new LimitChangeFields[] { change };
        device.Body(set.Encode());
    }

    /// <summary>Power off and on, unlocked; the host shows what it has.</summary>
    public void Restart()
    {
        Device.Restart();
        Show();
    }

    public void Show()
    {
        Assert.IsTrue(A.Show(A.Blob));
        Assert.IsTrue(B.Show(B.Blob));
    }
}
