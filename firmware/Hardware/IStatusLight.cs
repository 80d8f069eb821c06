namespace Holdfast.Hardware;

/// <summary>What a person sees without a computer.</summary>
public interface IStatusLight
{
    void Show(SignerLight light);
}
