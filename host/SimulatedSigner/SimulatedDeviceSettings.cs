using Holdfast.Protocol;
using Holdfast.Requests;

namespace Holdfast.SimulatedSigner;

/// <summary>What a simulated board is made of.</summary>
public sealed record SimulatedDeviceSettings
{
    /// <summary>Makes and boots the firmware; called at every boot. The real one unless a test wants less.</summary>
    public Func<SimulatedParts, IRequestHandler> Firmware { get; init; } = SignerFirmware.Boot;

    /// <summary>Null: the computer's random numbers. A seed makes every run the same, and the keys worthless.</summary>
    public ulong? EntropySeed { get; init; }

    /// <summary>Time only moves when somebody moves it.</summary>
    public bool HasManualClock { get; init; }

    /// <summary>The board at whose pace requests are answered; null: as fast as this computer can.</summary>
    public BoardSpeed? Pace { get; init; }

    /// <summary>The longest message that the board reads, and with it the limit of HTLCs. This computer has the memory for the longest of all.</summary>
    public int MessageBytesMax { get; init; } = ProtocolLimits.MessageBytesMax;

    /// <summary>The serial driver's receive buffer; null: as the firmware asks of the driver, a message with its frames, and some.</summary>
    public int? ReceiveBytesMax { get; init; }

    /// <summary>The board's panel and its two buttons; null: a board with a button and a light.</summary>
    public SimulatedScreen? Screen { get; init; }
}
