using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// The last promise of a device: another one, with the same words, takes over. It is durable before anything else happens, so the state that names the other device is the
/// newest of this one for ever, and the other device can go on from it without anybody's word.
/// </summary>
public static class MoveAwayHandler
{
    private const int NameBytes = 4;

    public static byte[] Handle(ByteReader body, SignerContext signer, SignerDevice device)
    {
        MoveAway request = MoveAway.Decode(body);
        if (Check.Same(request.VolumeId, signer.Journal.VolumeId))
        {
            throw new MalformedException("a device cannot move to itself");
        }

        if (!signer.Owner.AgreesToErase("Move everything to the device with volume " + Name(request.VolumeId) + "? This one signs nothing any more."))
        {
            throw RequestException.NotApproved("the owner did not hold the button down for five seconds; nothing was moved");
        }

        signer.Owner.Forget();
        signer.RecordMove(request.VolumeId);
        StopIfMoved(device);
        return new MoveAwayReply().Encode();
    }

    /// <summary>After the move and after each later start: the keys go, and the journal stays for its host to read.</summary>
    public static void StopIfMoved(SignerDevice device)
    {
        byte[] volumeId = device.Context.Forgotten.MovedTo;
        if (volumeId != null)
        {
            device.Stop(StopReason.Moved, "the state was moved to the device with volume " + Name(volumeId) + ": use that one, or wipe this one");
        }
    }

    private static string Name(byte[] volumeId)
    {
        return Ascii.Hex(new ByteReader(volumeId).Bytes(NameBytes));
    }
}
