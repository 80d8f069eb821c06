using System.Text.Json.Nodes;

namespace Holdfast.NodeRequests;

/// <summary>For a person who looks at the bridge while it works: host/Dashboard.</summary>
public sealed partial class NodeSession
{
    private readonly RequestDiary _diary = new(TimeProvider.System);
    private readonly DevicePicture _device;

    /// <summary>What the node asked lately and what the device says of itself. It holds no secret and no field of a request, and changes nothing.</summary>
    public JsonObject Picture() => new()
    {
        ["device"] = _device.Show(),
        ["diary"] = _diary.Show(),
        ["plugin"] = HasPlugin,
    };
}
