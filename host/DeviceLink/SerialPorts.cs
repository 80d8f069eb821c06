namespace Holdfast.DeviceLink;

/// <summary>The serial ports of this computer at which a signer may be.</summary>
public static class SerialPorts
{
    /// <summary>A computer with more is a terminal server; the person then names the port.</summary>
    public const int Most = 64;

    private static readonly string[] s_linux = ["ttyUSB*", "ttyACM*"];
    private static readonly string[] s_mac = ["cu.usb*", "cu.SLAB*", "cu.wch*"];

    /// <summary>Adapters and boards on USB, in the order of their names; a computer's own ports and terminals are none.</summary>
    /// <param name="devices">The folder of device files; /dev except in tests.</param>
    public static IReadOnlyList<string> Find(string devices = "/dev")
    {
        string[] patterns = OperatingSystem.IsMacOS() ? s_mac : s_linux;
        return Directory.Exists(devices)
            ? [.. patterns.SelectMany(pattern => Directory.EnumerateFileSystemEntries(devices, pattern)).Order(StringComparer.Ordinal).Take(Most)]
            : [];
    }
}
