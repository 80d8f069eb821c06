using Holdfast.Hardware;
using Holdfast.Screen;

namespace Holdfast.Device;

/// <summary>LilyGO T-Display-S3. README.md beside this file has the wiring.</summary>
public static class Pins
{
    /// <summary>This folder's name; the device reports it in its answer to Hello.</summary>
    public const string Board = "lilygo-t-display-s3";

    /// <summary>UART0, on the pins marked 43 and 44. Free for the signer when the USB-C connector met a host at start.</summary>
    public const string LinkPort = "COM1";

    public const int LinkBaud = 921600;

    /// <summary>The longest message that the board reads: 299 HTLCs. The heap would hold more; the serial driver's buffer lies in the chip's own memory.</summary>
    public const int MessageBytesMax = 32768;

    /// <summary>The button marked BOOT: low while pressed, with a pull-up on the board.</summary>
    public const int ApproveButton = 0;

    /// <summary>The button marked KEY: low while pressed. Says no at once.</summary>
    public static readonly int RefuseButton = 14;

    /// <summary>The screen's backlight: the panel itself is not driven, but lit or dark can be seen across a room.</summary>
    public const int Light = 38;

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
