using Holdfast.DeviceLink;

namespace Holdfast.Scenarios;

/// <summary>
/// A provisioned and unlocked signer, somewhere: in this process, behind a pseudo terminal, on a board. Conversations know nothing else of it.
/// </summary>
public interface IScenarioDevice
{
    SignerClient Client { get; }

    /// <summary>Whether <see cref="CutPowerWhile"/> can do anything.</summary>
    bool CanCutPower { get; }

    /// <summary>
    /// Asks, and takes the power away (or resets) at an instant that nobody chose while the answer is being worked out, or just before or after. The
    /// device comes back by itself; the asking ends with an answer.
    /// </summary>
    void CutPowerWhile(Action ask);

    /// <summary>A channel number that this device has not seen; always above the one before.</summary>
    ulong NewDbid();

    /// <summary>Channels that conversations opened; they are forgotten when the conversation is over, so a board does not fill up.</summary>
    ICollection<byte[]> Channels { get; }

    /// <summary>Gives the line to a host that was never paired with the device, for as long as the visit takes.</summary>
    void LetUnpairedIn(Action<SignerClient> visit);
}
