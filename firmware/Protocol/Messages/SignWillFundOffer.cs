using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the signature of a liquidity offer (option_will_fund).</summary>
public sealed class SignWillFundOffer
{
    /// <summary>The taker's funding key, compressed.</summary>
    public byte[] FundingPoint;

    /// <summary>Block height at which the lease ends.</summary>
    public uint LeaseExpiryBlock;

    public uint ChannelFeeBaseMaxMsat;

    public ushort ChannelFeeProportionalMaxThousandths;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(44);
        writer.U8((byte)MessageId.SignWillFundOffer);
        FixedField.Write(writer, FundingPoint, 33);
        writer.U32(LeaseExpiryBlock);
        writer.U32(ChannelFeeBaseMaxMsat);
        writer.U16(ChannelFeeProportionalMaxThousandths);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static SignWillFundOffer Decode(ByteReader reader)
    {
        SignWillFundOffer message = new SignWillFundOffer();
        message.FundingPoint = reader.Bytes(33);
        message.LeaseExpiryBlock = reader.U32();
        message.ChannelFeeBaseMaxMsat = reader.U32();
        message.ChannelFeeProportionalMaxThousandths = reader.U16();
        reader.End();
        return message;
    }
}

/// <summary>Signature under the node key.</summary>
public sealed class SignWillFundOfferReply
{
    /// <summary>Compact (r‖s).</summary>
    public byte[] Signature;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(64);
        FixedField.Write(writer, Signature, 64);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static SignWillFundOfferReply Decode(ByteReader reader)
    {
        SignWillFundOfferReply reply = new SignWillFundOfferReply();
        reply.Signature = reader.Bytes(64);
        reader.End();
        return reply;
    }
}
