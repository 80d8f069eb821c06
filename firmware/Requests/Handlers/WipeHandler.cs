using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Requests.Handlers;

/// <summary>Forgets the secret and all state, with the owner's button, in any state.</summary>
public static class WipeHandler
{
    public static byte[] Handle(ByteReader body, SignerDevice device)
    {
        Wipe.Decode(body);
        if (!device.Owner.Agrees("Erase the key and everything that was promised under it?", null))
        {
            throw RequestException.NotApproved("the owner did not press the button; nothing was erased");
        }

        Provisioning.Wipe(device);
        return new WipeReply().Encode();
    }
}
