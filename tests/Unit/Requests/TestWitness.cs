using Holdfast.Crypto;
using Holdfast.Hardware;

namespace Holdfast.Unit.Requests;

/// <summary>
/// Sees what a test device is asked and what it answers. Here nobody looks; tests/Simulator/RequestLedger compiles the tests of this folder once more with
/// a witness of the same name, who asks of every signature what a thief could take with it.
/// </summary>
public sealed class TestWitness
{
    /// <summary>The device's HMAC.</summary>
    public readonly IHmac Hmac = new SoftwareHmac();

    /// <summary>The device's native code; tests/NativeCode compiles the tests of this folder with one that has it.</summary>
    public INativeCurve Native
    {
        get { return null!; }
    }

    /// <summary>A rule is missing on purpose: the thief goes on after an answer that he should not have got.</summary>
    public bool LetsPass
    {
        get { return false; }
    }

    /// <summary>The owner, as the device meets her.</summary>
    public IApproval Hearing(IApproval owner)
    {
        return owner;
    }

    public void Asked(byte[] message)
    {
    }

    public void Answered(byte[] reply)
    {
    }
}
