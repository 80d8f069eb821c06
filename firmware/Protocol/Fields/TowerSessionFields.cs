using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>
/// A session that a tower has opened, 52 bytes: tower 33, blob type u16, index u32, max updates u16, feerate u32, sweep key index u32, flag taproot,
/// open channels u16.
/// </summary>
public sealed class TowerSessionFields
{
    private const int LengthBytes = 52;

    /// <summary>Its static point.</summary>
    public byte[] Tower;

    public ushort BlobType;

    public uint Index;

    /// <summary>How many backups the tower takes.</summary>
    public ushort MaxUpdates;

    public uint FeeratePerKw;

    public uint SweepKeyIndex;

    public bool IsTaproot;

    /// <summary>Channels with backups in this session that the node has not forgotten.</summary>
    public ushort OpenChannels;

    public static void WriteAll(ByteWriter writer, TowerSessionFields[] sessions)
    {
        ItemCount.Write(writer, sessions.Length, TowerKeyFields.CountMax);
        for (int i = 0; i < sessions.Length; i++)
        {
            FixedField.Write(writer, sessions[i].Tower, 33);
            writer.U16(sessions[i].BlobType);
            writer.U32(sessions[i].Index);
            writer.U16(sessions[i].MaxUpdates);
            writer.U32(sessions[i].FeeratePerKw);
            writer.U32(sessions[i].SweepKeyIndex);
            writer.Flag(sessions[i].IsTaproot);
            writer.U16(sessions[i].OpenChannels);
        }
    }

    public static TowerSessionFields[] ReadAll(ByteReader reader)
    {
        TowerSessionFields[] sessions = new TowerSessionFields[ItemCount.Read(reader, TowerKeyFields.CountMax, LengthBytes)];
        for (int i = 0; i < sessions.Length; i++)
        {
            TowerSessionFields session = new TowerSessionFields();
            session.Tower = reader.Bytes(33);
            session.BlobType = reader.U16();
            session.Index = reader.U32();
            session.MaxUpdates = reader.U16();
            session.FeeratePerKw = reader.U32();
            session.SweepKeyIndex = reader.U32();
            session.IsTaproot = reader.Flag();
            session.OpenChannels = reader.U16();
            sessions[i] = session;
        }

        return sessions;
    }
}
