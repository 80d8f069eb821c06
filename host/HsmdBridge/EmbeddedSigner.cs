using System.Security.Cryptography;
using Holdfast.Bridge.Replay;
using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.HsmdBridge;

/// <summary>
/// A simulated signer inside this process, for regtest: the firmware is the real one, its flash is a file in the node's directory, and its keys
/// are as safe as that file, which is not at all.
/// </summary>
internal static class EmbeddedSigner
{
    /// <summary>What the setting "signer" says for it.</summary>
    public const string Name = "embedded";

    private const string FlashFile = "holdfast-embedded-flash";
    private const int SecretBytes = 32;

    public static ITransport Start(HsmdSettings settings, StatusSocket status)
    {
        status.Log(
            StatusLevel.Broken,
            "THE SIGNER IS SIMULATED INSIDE THIS PROGRAM: its keys lie in a file. For tests on regtest only; never for money. (signer=embedded)");
        bool approves = settings.ApprovesBySimulation;
        SimulatedDevice device = new(SimulatedStorage.OnFile(settings.InFolder(FlashFile)), new SimulatedDeviceSettings());
        device.Button.Presses = question =>
        {
            status.Log(StatusLevel.Unusual, "The signer asks: " + question + (approves ? " (approved)" : " (not approved)"));
            return approves;
        };
        return new InProcessTransport(device);
    }

    /// <summary>The first start gives it a secret: the one of a named hsm_secret file, or a fresh one.</summary>
    public static void ProvisionWhenBlank(SignerClient client, HsmdSettings settings, byte[] hostHalf, StatusSocket status)
    {
        if (client.Connect().State != DeviceState.Blank)
        {
            return;
        }

        (SecretKind kind, byte[] secret) = settings.SimulatedSecretPath is string path
            ? Parse(path)
            : (SecretKind.Raw, RandomNumberGenerator.GetBytes(SecretBytes));
        client.Ask(new Provision { Kind = kind, Network = Network.Regtest, Secret = secret, HostHalf = hostHalf });
        status.Log(StatusLevel.Unusual, "The simulated signer was blank and has a secret now" + (settings.SimulatedSecretPath == null ? "." : " from a file."));
    }

    private static (SecretKind Kind, byte[] Secret) Parse(string path)
    {
        try
        {
            return HsmSecretFile.Parse(File.ReadAllBytes(path));
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new SettingException("simulated-secret: " + unreadable.Message);
        }
    }
}
