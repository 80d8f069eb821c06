using Holdfast.Hardware;
using Holdfast.Screen;
using nanoFramework.Hardware.Esp32;

namespace Holdfast.Device;

/// <summary>LilyGO T-Display, the one with the ESP32. README.md beside this file has the wiring.</summary>
public static class Pins
{
    /// <summary>This folder's name; the device reports it in its answer to Hello.</summary>
    public const string Board = "lilygo-t-display";

    /// <summary>UART1, on a second USB-UART adapter: the board's own belongs to nanoFramework's debugger.</summary>
    public const string LinkPort = "COM2";

    public const int LinkBaud = 921600;

    /// <summary>The longest message that the board reads: 74 HTLCs. The heap has room for a request and its copy, not for more.</summary>
    public const int MessageBytesMax = 8192;

    /// <summary>The button beside the USB connector that is also BOOT: low while pressed, with a pull-up on the board. Approves.</summary>
    public const int ApproveButton = 0;

    /// <summary>The other button: low while pressed. The pin has no pull-up of its own; the board has one. Turns the page, and refuses on the last one.</summary>
    public static readonly int RefuseButton = 35;

    /// <summary>The panel's backlight: on as long as the firmware runs. It blinks only when the program could not even begin.</summary>
    public const int Light = 4;

    private const int LinkTransmit = 26;
    private const int LinkReceive = 25;

    private const int PanelBus = 1;
    private const int PanelData = 19;
    private const int PanelClock = 18;
    private const int PanelSelect = 5;
    private const int PanelCommand = 16;
    private const int PanelReset = 23;

    /// <summary>Nothing answers on it; the driver of the bus wants a pin, and its own choice would be the link's.</summary>
    private const int PanelAnswer = 27;

    /// <summary>COM2 has no pins until it is given some.</summary>
    public static void ConnectLink()
    {
        Configuration.SetPinFunction(LinkTransmit, DeviceFunction.COM2_TX);
        Configuration.SetPinFunction(LinkReceive, DeviceFunction.COM2_RX);
    }

    /// <summary>The panel and its two buttons, called by the numbers of their pins, which are printed on the board.</summary>
    public static OwnerScreen OpenScreen(IButtons buttons, IClock clock)
    {
        St7789 panel = new St7789(PanelBus, PanelData, PanelAnswer, PanelClock, PanelSelect, PanelCommand, PanelReset, Light);
        return new OwnerScreen(panel, buttons, clock, "GPIO0", "GPIO35");
    }
}
