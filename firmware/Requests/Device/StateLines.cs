using Holdfast.Channels;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>What a screen says of the device when nobody is asked: less than Status, and nothing secret either.</summary>
public static class StateLines
{
    /// <summary>Another number whenever the lines are others.</summary>
    public static ulong Mark(SignerDevice device)
    {
        return (ulong)device.State | ((ulong)device.Refusals << 4) | ((ulong)ChannelsOf(device) << 40);
    }

    public static string Of(SignerDevice device)
    {
        switch (device.State)
        {
            case DeviceState.Blank:
                return "Give it a key with\nholdfast init";
            case DeviceState.Locked:
                return "Waits for the host with its half of the key.";
            case DeviceState.Stopped:
                return device.Sentence;
            default:
                return Ready(device);
        }
    }

    private static string Ready(SignerDevice device)
    {
        string lines = ChannelsOf(device).ToString() + " of " + (device.Context.Channels.SlotCount - ChannelBook.FirstSlot).ToString() + " channels\n"
            + device.Refusals.ToString() + " refused since the start\n";
        return device.LastRefusal == null ? lines : lines + "last " + device.LastRefusal.Tag;
    }

    private static int ChannelsOf(SignerDevice device)
    {
        return device.Context == null ? 0 : device.Context.Channels.Count;
    }
}
