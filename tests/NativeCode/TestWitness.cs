using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.NativeCode;

namespace Holdfast.Unit.Requests;

/// <summary>In the place of tests/Unit/Requests/TestWitness.cs: the devices of these tests run on the natives, and answer as before.</summary>
public sealed class TestWitness
{
    public IHmac Hmac { get; } = new SoftwareHmac();

    public INativeCurve Native { get; } = NativeLibrary.Get();

    public bool LetsPass => false;

    public IApproval Hearing(IApproval owner) => owner;

    public void Asked(byte[] message)
    {
    }

    public void Answered(byte[] reply)
    {
    }
}
