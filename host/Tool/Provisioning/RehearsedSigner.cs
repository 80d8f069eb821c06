using System.Security.Cryptography;
using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.Tool.Provisioning;

/// <summary>Who a signer would be with a seed: a simulated one in this process gets it, in memory, and is thrown away.</summary>
internal static class RehearsedSigner
{
    public static byte[] NodeId(byte[] seed, Network network)
    {
        SimulatedDevice device = new(new SimulatedStorage(), new SimulatedDeviceSettings());
        using SignerClient client = new(new InProcessTransport(device), new SignerClientSettings());
        client.Ask(new Provision { Kind = SecretKind.Mnemonic, Network = network, Secret = seed, HostHalf = RandomNumberGenerator.GetBytes(32) });
        return client.Ask(new NodeKeys()).NodeId;
    }
}
