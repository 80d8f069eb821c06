using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.ReferenceNode;

/// <summary>A channel's state as bytes, for a disk and for the context of an intent. Both directions are one list of fields each.</summary>
public static class ChannelStateCodec
{
    private const byte Version = 1;

    public static byte[] Encode(ChannelState state)
    {
        ByteWriter writer = new(512);
        writer.U8(Version);
        WriteTerms(writer, state.Terms);
        writer.U64(state.ToUsMsat);
        writer.U64(state.ToPeerMsat);
        writer.U32(state.FeeratePerKw);
        writer.U64(state.NextHtlcId);
        writer.U64(state.NextPeerHtlcId);
        writer.U64(state.HolderNumber);
        writer.U64(state.HolderValidated);
        writer.U64(state.CounterpartySigned);
        writer.U64(state.CounterpartyNumber);
        writer.Bytes(state.CounterpartyPoint);
        writer.Bytes(state.CounterpartyNextPoint);
        writer.Flag(state.LastSentWasRevocation);
        writer.U16((ushort)state.Htlcs.Count);
        foreach (NodeHtlc htlc in state.Htlcs)
        {
            writer.U64(htlc.Id);
            writer.Flag(htlc.OfferedByUs);
            writer.U64(htlc.AmountMsat);
            writer.Bytes(htlc.PaymentHash);
            writer.U32(htlc.Expiry);
            writer.U8((byte)htlc.AddStage);
            writer.U8((byte)htlc.Removal);
            writer.U8((byte)htlc.RemovalStage);
        }

        writer.U16((ushort)state.FeeChanges.Count);
        foreach (FeeChange change in state.FeeChanges)
        {
            writer.U32(change.FeeratePerKw);
            writer.U8((byte)change.Stage);
        }

        return writer.ToArray();
    }

    /// <exception cref="MalformedException">These are not the bytes of <see cref="Encode"/>.</exception>
    public static ChannelState Decode(byte[] bytes)
    {
        ByteReader reader = new(bytes);
        if (reader.U8() != Version)
        {
            throw new MalformedException("a channel state of another version");
        }

        ChannelTerms terms = ReadTerms(reader);
        ChannelState state = new()
        {
            Terms = terms,
            ToUsMsat = reader.U64(),
            ToPeerMsat = reader.U64(),
            FeeratePerKw = reader.U32(),
            NextHtlcId = reader.U64(),
            NextPeerHtlcId = reader.U64(),
            HolderNumber = reader.U64(),
            HolderValidated = reader.U64(),
            CounterpartySigned = reader.U64(),
            CounterpartyNumber = reader.U64(),
            CounterpartyPoint = reader.Bytes(33),
            CounterpartyNextPoint = reader.Bytes(33),
            LastSentWasRevocation = reader.Flag(),
        };
        for (int left = reader.U16(); left > 0; left--)
        {
            state.Htlcs.Add(new NodeHtlc
            {
                Id = reader.U64(),
                OfferedByUs = reader.Flag(),
                AmountMsat = reader.U64(),
                PaymentHash = reader.Bytes(32),
                Expiry = reader.U32(),
                AddStage = Stage(reader),
                Removal = (HtlcRemoval)reader.U8(),
                RemovalStage = Stage(reader),
            });
        }

        for (int left = reader.U16(); left > 0; left--)
        {
            state.FeeChanges.Add(new FeeChange(reader.U32(), Stage(reader)));
        }

        reader.End();
        return state;
    }

    private static UpdateStage Stage(ByteReader reader)
    {
        byte stage = reader.U8();
        return stage <= (byte)UpdateStage.Final ? (UpdateStage)stage : throw new MalformedException("an unknown update stage");
    }

    private static void WriteTerms(ByteWriter writer, ChannelTerms terms)
    {
        writer.U8((byte)terms.Type);
        writer.Bytes(terms.Peer);
        writer.U64(terms.Dbid);
        writer.Flag(terms.IsOpener);
        writer.Bytes(terms.FundingTxid);
        writer.U16(terms.FundingVout);
        writer.U64(terms.ValueSat);
        writer.U64(terms.PushMsat);
        writer.U32(terms.FeeratePerKw);
        WriteSide(writer, terms.Holder);
        WriteSide(writer, terms.Counterparty);
    }

    private static ChannelTerms ReadTerms(ByteReader reader) => new()
    {
        Type = (ChannelType)reader.U8(),
        Peer = reader.Bytes(33),
        Dbid = reader.U64(),
        IsOpener = reader.Flag(),
        FundingTxid = reader.Bytes(32),
        FundingVout = reader.U16(),
        ValueSat = reader.U64(),
        PushMsat = reader.U64(),
        FeeratePerKw = reader.U32(),
        Holder = ReadSide(reader),
        Counterparty = ReadSide(reader),
    };

    private static void WriteSide(ByteWriter writer, ChannelSide side)
    {
        side.Basepoints.Write(writer);
        writer.Bytes(side.FundingPoint);
        writer.U64(side.DustLimitSat);
        writer.U16(side.DelayBlocks);
    }

    private static ChannelSide ReadSide(ByteReader reader) =>
        new(BasepointFields.Read(reader), reader.Bytes(33), reader.U64(), reader.U16());
}
