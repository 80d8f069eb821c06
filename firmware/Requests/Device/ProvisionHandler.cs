using System;
using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>Puts a secret on a blank device, once.</summary>
public static class ProvisionHandler
{
    public static byte[] Handle(ByteReader body, SignerDevice device)
    {
        Provision request = Provision.Decode(body);
        try
        {
            return Install(device, request);
        }
        finally
        {
            Array.Clear(request.Secret, 0, request.Secret.Length);
            Array.Clear(request.HostHalf, 0, request.HostHalf.Length);
        }
    }

    private static byte[] Install(SignerDevice device, Provision request)
    {
        int lengthBytes = request.Kind == SecretKind.Mnemonic ? 64 : 32;
        if (request.Secret.Length != lengthBytes)
        {
            throw new MalformedException("a secret of this kind has " + lengthBytes.ToString() + " bytes");
        }

        ProvisionReply reply = new ProvisionReply();
        reply.VolumeId = Provisioning.Provision(device, request.Kind, request.Network, request.Secret, request.HostHalf);
        return reply.Encode();
    }
}
