using System.Security.Cryptography;
using Holdfast.DeviceLink;
using Holdfast.HsmdBridge;
using Holdfast.NodeRequests.Replay;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.HsmdRegtest;

/// <summary>
/// A simulated signer inside this process, for regtest: the firmware is the real one, its flash is a file in the node's directory, and its keys
/// are as safe as that file, which is not at all.
/// </summary>
internal sealed class EmbeddedSigner : ISignerInside
{
    private const string FlashFile = "holdfast-embedded-flash";
    private const int SecretBytes = 32;

    /// <summary>The owner's button is pressed by itself.</summary>
    private const string Approval = "simulated-approval";

    /// <summary>An hsm_secret file whose secret it takes at its first start. Without one it makes its own.</summary>
    private const string Secret = "simulated-secret";

    public string[] Settings => [Approval, Secret];

    public ITransport Start(HsmdSettings settings, StatusSocket status)
    {
        if (settings.Signer != null)
        {
            throw new SettingException("holdfast-hsmd-regtest contains its own signer: remove the setting signer (or HOLDFAST_SIGNER), or start holdfast-hsmd instead");
        }

        status.Log(
            StatusLevel.Broken,
            "THE SIGNER IS SIMULATED INSIDE THIS PROGRAM, and its keys are in a file. Use it only for tests on regtest, never for money. (holdfast-hsmd-regtest)");
        bool approves = settings.Flag(Approval);
        SimulatedDevice device = new(SimulatedStorage.OnFile(settings.InFolder(FlashFile)), new SimulatedDeviceSettings());
        device.Button.Presses = question =>
        {
            status.Log(StatusLevel.Unusual, "The signer asks: " + question + (approves ? " (approved)" : " (not approved)"));
            return approves;
        };
        return new InProcessTransport(device);
    }

    /// <summary>The first start gives it a secret: the one of a named hsm_secret file, or a fresh one.</summary>
    public void ProvisionWhenBlank(SignerClient client, HsmdSettings settings, byte[] hostHalf, StatusSocket status)
    {
        if (client.Connect().State != DeviceState.Blank)
        {
            return;
        }

        string? path = settings.Find(Secret);
        (SecretKind kind, byte[] secret) = path != null
            ? Parse(settings.InFolder(path))
            : (SecretKind.Raw, RandomNumberGenerator.GetBytes(SecretBytes));
        client.Ask(new Provision { Kind = kind, Network = Network.Regtest, Secret = secret, HostHalf = hostHalf });
        status.Log(StatusLevel.Unusual, "The simulated signer was blank and got a secret" + (path == null ? "." : " from a file."));
    }

    private static (SecretKind Kind, byte[] Secret) Parse(string path)
    {
        try
        {
            return HsmSecretFile.Parse(File.ReadAllBytes(path));
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new SettingException(Secret + ": " + unreadable.Message);
        }
    }
}
