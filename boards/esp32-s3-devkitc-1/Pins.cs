using Holdfast.Hardware;
using Holdfast.Screen;

namespace Holdfast.Device;

/// <summary>Espressif ESP32-S3-DevKitC-1. README.md beside this file has the wiring.</summary>
public static class Pins
{
    /// <summary>This folder's name; the device reports it in its answer to Hello.</summary>
    public const string Board = "esp32-s3-devkitc-1";

    /// <summary>UART0, behind the connector marked UART. Free for the signer when the connector marked USB met a host at start.</summary>
    public const string LinkPort = "COM1";

    public const int LinkBaud = 921600;

    /// <summary>The longest message that the board reads: 299 HTLCs. The heap would hold more; the serial driver's buffer lies in the chip's own memory.</summary>
    public const int MessageBytesMax = 32768;

    /// <summary>BOOT: low while pressed, with a pull-up on the board.</summary>
    public const int ApproveButton = 0;

    /// <summary>A second button that says no, or -1: then silence says no.</summary>
    public static readonly int RefuseButton = -1;

    /// <summary>A light-emitting diode with its resistor to ground; lit while the pin is high. The one on the board is addressable, which is another protocol.</summary>
    public const int Light = 4;

    /// <summary>COM1 has its pins (43 out, 44 in) from the start.</summary>
    public static void ConnectLink()
    {
    }

    /// <summary>None: the light asks.</summary>
    public static OwnerScreen OpenScreen(IButtons buttons, IClock clock)
    {
        return null;
    }
}
