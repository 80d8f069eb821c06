using Holdfast.Hardware;

namespace Holdfast.SimulatedSigner;

/// <summary>The light of a simulated device.</summary>
public sealed class SimulatedLight : IStatusLight
{
    public SignerLight Light { get; private set; }

    public void Show(SignerLight light) => Light = light;
}
