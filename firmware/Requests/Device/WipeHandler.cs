using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>Forgets the secret and all state, when the owner holds the button down, in any state and for any host.</summary>
public static class WipeHandler
{
    public static byte[] Handle(ByteReader body, SignerDevice device)
    {
        Wipe.Decode(body);
        if (!device.Owner.AgreesToErase("Erase the key and everything that was promised under it?"))
        {
            throw RequestException.NotApproved("the owner did not hold the button down for five seconds; nothing was erased");
        }

        device.Owner.Forget();
        Provisioning.Wipe(device);
        return new WipeReply().Encode();
    }
}
