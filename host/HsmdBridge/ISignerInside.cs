using Holdfast.DeviceLink;

namespace Holdfast.HsmdBridge;

/// <summary>
/// A signer that a program brings along instead of a line to one. holdfast-hsmd has none: it links no code that can hold a key. holdfast-hsmd-regtest has
/// a simulated one.
/// </summary>
internal interface ISignerInside
{
    /// <summary>Names of settings that only this signer has.</summary>
    string[] Settings { get; }

    ITransport Start(HsmdSettings settings, StatusSocket status);

    /// <summary>Gives a signer that starts for the first time its secret.</summary>
    void ProvisionWhenBlank(SignerClient client, HsmdSettings settings, byte[] hostHalf, StatusSocket status);
}
