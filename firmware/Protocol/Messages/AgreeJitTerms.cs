using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>
/// Asks the device to remember what a provider (LSP) may keep of a payment for which it opens a channel: the terms of bLIP-52 that the node has bought. The same terms as an open
/// order's give that order again.
/// </summary>
public sealed class AgreeJitTerms
{
    /// <summary>The node id of the provider.</summary>
    public byte[] LspId;

    /// <summary>The channel that invoices name, which does not exist yet.</summary>
    public ulong Scid;

    /// <summary>Of the provider's hop.</summary>
    public ushort CltvDelta;

    public ulong MinFeeMsat;

    /// <summary>Millionths of the payment.</summary>
    public uint Proportional;

    /// <summary>0: the payer decides.</summary>
    public ulong SizeMsat;

    public ulong MinSizeMsat;

    public ulong MaxSizeMsat;

    /// <summary>Unix time.</summary>
    public ulong ValidUntil;

    /// <summary>The longest to_self_delay that the provider accepts.</summary>
    public ushort MaxSelfDelay;

    /// <summary>The preimage may leave before the funding is buried (client_trusts_lsp).</summary>
    public bool TrustsLsp;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(98);
        writer.U8((byte)MessageId.AgreeJitTerms);
        FixedField.Write(writer, LspId, 33);
        writer.U64(Scid);
        writer.U16(CltvDelta);
        writer.U64(MinFeeMsat);
        writer.U32(Proportional);
        writer.U64(SizeMsat);
        writer.U64(MinSizeMsat);
        writer.U64(MaxSizeMsat);
        writer.U64(ValidUntil);
        writer.U16(MaxSelfDelay);
        writer.Flag(TrustsLsp);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static AgreeJitTerms Decode(ByteReader reader)
    {
        AgreeJitTerms message = new AgreeJitTerms();
        message.LspId = reader.Bytes(33);
        message.Scid = reader.U64();
        message.CltvDelta = reader.U16();
        message.MinFeeMsat = reader.U64();
        message.Proportional = reader.U32();
        message.SizeMsat = reader.U64();
        message.MinSizeMsat = reader.U64();
        message.MaxSizeMsat = reader.U64();
        message.ValidUntil = reader.U64();
        message.MaxSelfDelay = reader.U16();
        message.TrustsLsp = reader.Flag();
        reader.End();
        return message;
    }
}

/// <summary>Names the order from now on.</summary>
public sealed class AgreeJitTermsReply
{
    /// <summary>At least 1; no other order gets it.</summary>
    public uint Order;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(4);
        writer.U32(Order);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static AgreeJitTermsReply Decode(ByteReader reader)
    {
        AgreeJitTermsReply reply = new AgreeJitTermsReply();
        reply.Order = reader.U32();
        reader.End();
        return reply;
    }
}
