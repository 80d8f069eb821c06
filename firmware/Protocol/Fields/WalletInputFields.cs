using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>
/// An input of a wallet transaction: txid 32, vout u32, sequence u32, amount in satoshi u64, the previous transaction, kind u8, and then by kind:
/// Foreign: script; P2wpkh, P2tr, P2shP2wpkh: key index u32; ToRemote, ToRemoteAnchors: peer 33, dbid u64,
/// optional per-commitment point 33 (channels from before static_remotekey), delay in blocks u32; HolderAnchor: peer 33, dbid u64;
/// HolderHtlc: script, peer 33, dbid u64. The script of an own input is rebuilt on the device.
/// </summary>
public sealed class WalletInputFields
{
    private const int LengthBytesMin = 53;

    /// <summary>Internal byte order.</summary>
    public byte[] Txid;

    public uint Vout;

    public uint Sequence;

    public ulong Sat;

    /// <summary>
    /// The transaction that created the spent output, without witnesses: it proves amount and script. Empty: not shown, and where they matter
    /// the owner is asked.
    /// </summary>
    public byte[] Previous = new byte[0];

    public WalletInputKind Kind;

    /// <summary>Foreign and HolderHtlc only.</summary>
    public byte[] Script;

    /// <summary>Wallet kinds only.</summary>
    public uint KeyIndex;

    /// <summary>Channel kinds only.</summary>
    public byte[] Peer;

    /// <summary>Channel kinds only.</summary>
    public ulong Dbid;

    /// <summary>ToRemote kinds; null with static_remotekey.</summary>
    public byte[] CommitmentPoint;

    /// <summary>ToRemote kinds: relative delay in the script; 0 or 1, more for leases.</summary>
    public uint DelayBlocks;

    public static void WriteAll(ByteWriter writer, WalletInputFields[] inputs)
    {
        ItemCount.Write(writer, inputs.Length, ProtocolLimits.TransactionItemsMax);
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i].Write(writer);
        }
    }

    public static WalletInputFields[] ReadAll(ByteReader reader)
    {
        WalletInputFields[] inputs = new WalletInputFields[ItemCount.Read(reader, ProtocolLimits.TransactionItemsMax, LengthBytesMin)];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = Read(reader);
        }

        return inputs;
    }

    private void Write(ByteWriter writer)
    {
        FixedField.Write(writer, Txid, 32);
        writer.U32(Vout);
        writer.U32(Sequence);
        writer.U64(Sat);
        BlobField.Write(writer, Previous, ProtocolLimits.TextBytesMax);
        writer.U8((byte)Kind);
        if (HasScript(Kind))
        {
            BlobField.Write(writer, Script, ProtocolLimits.ScriptBytesMax);
        }

        if (Kind == WalletInputKind.Foreign)
        {
            return;
        }

        if (!IsOfChannel(Kind))
        {
            writer.U32(KeyIndex);
            return;
        }

        FixedField.Write(writer, Peer, 33);
        writer.U64(Dbid);
        if (IsToRemote(Kind))
        {
            FixedField.WriteOptional(writer, CommitmentPoint, 33);
            writer.U32(DelayBlocks);
        }
    }

    private static WalletInputFields Read(ByteReader reader)
    {
        WalletInputFields input = new WalletInputFields();
        input.Txid = reader.Bytes(32);
        input.Vout = reader.U32();
        input.Sequence = reader.U32();
        input.Sat = reader.U64();
        input.Previous = reader.Blob(ProtocolLimits.TextBytesMax);
        input.Kind = WalletInputKindField.Read(reader);
        if (HasScript(input.Kind))
        {
            input.Script = reader.Blob(ProtocolLimits.ScriptBytesMax);
        }

        if (input.Kind == WalletInputKind.Foreign)
        {
            return input;
        }

        if (!IsOfChannel(input.Kind))
        {
            input.KeyIndex = reader.U32();
            return input;
        }

        input.Peer = reader.Bytes(33);
        input.Dbid = reader.U64();
        if (IsToRemote(input.Kind))
        {
            input.CommitmentPoint = FixedField.ReadOptional(reader, 33);
            input.DelayBlocks = reader.U32();
        }

        return input;
    }

    private static bool HasScript(WalletInputKind kind)
    {
        return kind == WalletInputKind.Foreign || kind == WalletInputKind.HolderHtlc;
    }

    private static bool IsOfChannel(WalletInputKind kind)
    {
        return kind >= WalletInputKind.ToRemote;
    }

    private static bool IsToRemote(WalletInputKind kind)
    {
        return kind == WalletInputKind.ToRemote || kind == WalletInputKind.ToRemoteAnchors;
    }
}
