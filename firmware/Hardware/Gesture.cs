namespace Holdfast.Hardware;

/// <summary>How the owner says yes. Two questions of different weight never take the same movement.</summary>
public enum Gesture
{
    /// <summary>One press: yes to a request that moves money.</summary>
    Press = 0,

    /// <summary>The button held down for five seconds: yes to erasing the device. Shorter is no answer.</summary>
    Hold = 1,
}
