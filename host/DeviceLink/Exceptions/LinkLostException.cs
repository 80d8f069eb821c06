namespace Holdfast.DeviceLink;

/// <summary>No answer within the attempts or the time that the settings and the asker allow.</summary>
/// <param name="wasSent">True: whether the device executed the request is unknown, so ask for exactly the same again. False: it never saw it.</param>
public sealed class LinkLostException(string message, bool wasSent, Exception? inner = null) : Exception(message, inner)
{
    public bool WasSent => wasSent;
}
