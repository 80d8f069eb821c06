using Holdfast.Bytes;

namespace Holdfast.Towers;

/// <summary>What a client says to an lnd watchtower, and the types of all messages: type u16, then the fields, big-endian.</summary>
public static class TowerMessages
{
    public const int Init = 600;
    public const int Error = 601;
    public const int CreateSession = 602;
    public const int CreateSessionReply = 603;
    public const int StateUpdate = 604;
    public const int StateUpdateReply = 605;
    public const int DeleteSession = 606;
    public const int DeleteSessionReply = 607;

    /// <summary>The tower did what it was asked.</summary>
    public const int CodeOk = 0;

    /// <summary>DeleteSessionReply: the tower does not know the session.</summary>
    public const int CodeNotFound = 80;

    /// <summary>Towers without rewards, required; its optional form is one bit higher. Likewise for channels with anchors and taproot channels.</summary>
    public const int FeatureAltruist = 1;
    public const int FeatureAnchors = 4;
    public const int KnownFeatures = 0x3f;

    public static byte[] EncodeInit(int features, byte[] chainHash)
    {
        ByteWriter writer = new ByteWriter(37);
        writer.U16(Init);
        writer.U16(1);
        writer.U8((byte)features);
        writer.Bytes(chainHash);
        return writer.ToArray();
    }

    /// <summary>A session without rewards.</summary>
    public static byte[] EncodeCreateSession(int blobType, int maxUpdates, uint feeratePerKw)
    {
        ByteWriter writer = new ByteWriter(22);
        writer.U16(CreateSession);
        writer.U16((ushort)blobType);
        writer.U16((ushort)maxUpdates);
        writer.U32(0);
        writer.U32(0);
        writer.U64(feeratePerKw);
        return writer.ToArray();
    }

    public static byte[] EncodeStateUpdate(int sequence, int lastApplied, bool isComplete, byte[] hint, byte[] blob)
    {
        Check.That(hint.Length == JusticeKit.HintBytes && blob.Length == JusticeKit.BlobBytes, "a backup has its lengths");
        ByteWriter writer = new ByteWriter(26 + blob.Length);
        writer.U16(StateUpdate);
        writer.U16((ushort)sequence);
        writer.U16((ushort)lastApplied);
        writer.Flag(isComplete);
        writer.Bytes(hint);
        writer.U8(0xfd);
        writer.U8((byte)blob.Length);
        writer.U8((byte)(blob.Length >> 8));
        writer.Bytes(blob);
        return writer.ToArray();
    }

    public static byte[] EncodeDeleteSession()
    {
        return new byte[] { DeleteSession >> 8, DeleteSession & 0xff };
    }
}
