using Holdfast.Hardware;
using Holdfast.Screen;
using nanoFramework.Hardware.Esp32;

namespace Holdfast.Device;

/// <summary>Espressif ESP32-DevKitC V4. README.md beside this file has the wiring.</summary>
public static class Pins
{
    /// <summary>This folder's name; the device reports it in its answer to Hello.</summary>
    public const string Board = "esp32-devkitc-v4";

    /// <summary>UART1, on a second USB-UART adapter: the board's own belongs to nanoFramework's debugger.</summary>
    public const string LinkPort = "COM2";

    public const int LinkBaud = 921600;

    /// <summary>The longest message that the board reads: 74 HTLCs. The heap has room for a request and its copy, not for more.</summary>
    public const int MessageBytesMax = 8192;

    /// <summary>BOOT: low while pressed, with a pull-up on the board.</summary>
    public const int ApproveButton = 0;

    /// <summary>A second button that says no, or -1: then silence says no.</summary>
    public static readonly int RefuseButton = -1;

    /// <summary>A light-emitting diode with its resistor to ground; lit while the pin is high. The board has none of its own.</summary>
    public const int Light = 4;

    private const int LinkTransmit = 26;
    private const int LinkReceive = 25;

    /// <summary>COM2 has no pins until it is given some. Not 16 and 17: on modules with PSRAM those belong to it.</summary>
    public static void ConnectLink()
    {
        Configuration.SetPinFunction(LinkTransmit, DeviceFunction.COM2_TX);
        Configuration.SetPinFunction(LinkReceive, DeviceFunction.COM2_RX);
    }

    /// <summary>None: the light asks.</summary>
    public static OwnerScreen OpenScreen(IButtons buttons, IClock clock)
    {
        return null;
    }
}
