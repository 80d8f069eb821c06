using System.Buffers.Binary;

namespace Holdfast.ReferenceTower;

/// <summary>What a client may say (lnd, watchtower/wtwire): a type and its fields, all numbers big-endian.</summary>
public abstract record TowerMessage
{
    public const ushort InitType = 600;
    public const ushort ErrorType = 601;
    public const ushort CreateSessionType = 602;
    public const ushort CreateSessionReplyType = 603;
    public const ushort StateUpdateType = 604;
    public const ushort StateUpdateReplyType = 605;
    public const ushort DeleteSessionType = 606;
    public const ushort DeleteSessionReplyType = 607;

    /// <exception cref="InvalidDataException">Short, too long, or of another type.</exception>
    public static TowerMessage Parse(byte[] bytes)
    {
        Fields fields = new(bytes);
        TowerMessage message = fields.U16() switch
        {
            InitType => new InitMessage(fields.Take(fields.U16()), fields.Take(32)),
            CreateSessionType => new CreateSessionMessage(fields.U16(), fields.U16(), fields.U32(), fields.U32(), fields.U64()),
            StateUpdateType => new StateUpdateMessage(fields.U16(), fields.U16(), fields.Take(1)[0], fields.Take(16), fields.Take(fields.VarInt())),
            DeleteSessionType => new DeleteSessionMessage(),
            ushort other => throw new InvalidDataException("no message of a client has type " + other),
        };
        fields.End();
        return message;
    }

    private sealed class Fields(byte[] bytes)
    {
        private int _at;

        public ushort U16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

        public uint U32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

        public ulong U64() => BinaryPrimitives.ReadUInt64BigEndian(Take(8));

        /// <summary>A length as Bitcoin writes it, in its one or three byte form.</summary>
        public int VarInt() => Take(1)[0] switch
        {
            < 0xfd and byte small => small,
            0xfd => BinaryPrimitives.ReadUInt16LittleEndian(Take(2)),
            _ => throw new InvalidDataException("a length that no message of a client has"),
        };

        public byte[] Take(int count)
        {
            _at += count;
            return _at <= bytes.Length ? bytes[(_at - count).._at] : throw new InvalidDataException("a message that ends too early");
        }

        public void End()
        {
            if (_at != bytes.Length)
            {
                throw new InvalidDataException("a message that goes on after its end");
            }
        }
    }
}

public sealed record InitMessage(byte[] Features, byte[] ChainHash) : TowerMessage;

public sealed record CreateSessionMessage(ushort BlobType, ushort UpdatesMax, uint RewardBase, uint RewardRate, ulong SweepFee) : TowerMessage;

public sealed record StateUpdateMessage(ushort Sequence, ushort LastApplied, byte IsComplete, byte[] Hint, byte[] Blob) : TowerMessage;

public sealed record DeleteSessionMessage : TowerMessage;

/// <summary>What a tower says.</summary>
public static class TowerReplies
{
    public static byte[] Init(byte[] features, byte[] chainHash) => [.. U16(TowerMessage.InitType), .. U16((ushort)features.Length), .. features, .. chainHash];

    public static byte[] CreateSession(ushort code, ushort lastApplied, byte[] data) =>
        [.. U16(TowerMessage.CreateSessionReplyType), .. U16(code), .. U16(lastApplied), .. VarInt(data.Length), .. data];

    public static byte[] StateUpdate(ushort code, ushort lastApplied) => [.. U16(TowerMessage.StateUpdateReplyType), .. U16(code), .. U16(lastApplied)];

    public static byte[] DeleteSession(ushort code) => [.. U16(TowerMessage.DeleteSessionReplyType), .. U16(code)];

    public static byte[] Error(ushort code) => [.. U16(TowerMessage.ErrorType), .. U16(code), 0];

    private static byte[] VarInt(int length) => length < 0xfd ? [(byte)length] : [0xfd, (byte)length, (byte)(length >> 8)];

    private static byte[] U16(ushort value) => [(byte)(value >> 8), (byte)value];
}
