namespace Holdfast.Policy;

/// <summary>Each part that a preimage is released for is an incoming HTLC of its own, in flight on every live commitment of its channel.</summary>
public static class PartsAreCommitted
{
    public const string Tag = "holdfast-parts-committed";

    public static void Require(bool areCommitted)
    {
        if (!areCommitted)
        {
            throw new Refusal(nameof(PartsAreCommitted), Tag, "Not all of these parts are irrevocably committed in the channels; wait, or let the payment fail.");
        }
    }
}
