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
        A = new TestWay(Device, 0x22, 1, false);
        B = new TestWay(Device, 0x33, 2, true);
    }

    /// <summary>The rules about payments are in force again.</summary>
    public static void Follow(TestDevice device)
    {
        device.SetLimit(19, 1);
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
