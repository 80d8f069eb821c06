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

    /// <summary>The serial driver's receive buffer.</summary>
    public int ReceiveBytesMax { get; init; } = SimulatedLink.ReceiveBytesMaxDefault;
}
