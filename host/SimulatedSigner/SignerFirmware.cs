using System.Runtime.InteropServices;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Requests;

namespace Holdfast.SimulatedSigner;

/// <summary>The firmware's own signer on simulated parts: what firmware/Device/Program.cs does on the chip.</summary>
public static class SignerFirmware
{
    public static IRequestHandler Boot(SimulatedParts parts)
    {
        Signer signer = new(parts.Storage, parts.Clock, parts.Entropy, parts.Approval, parts.Light, parts.Hmac,
            GeneratorTable.Software(), Ascii.Bytes("simulated"))
        {
            MessageBytesMax = parts.MessageBytesMax,
            RuntimeVersion = Ascii.Bytes(RuntimeInformation.FrameworkDescription, 64),
        };
        signer.Boot();
        return signer;
    }
}
