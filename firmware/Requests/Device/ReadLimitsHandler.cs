using Holdfast.Bytes;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>The numbers that the rules compare with, and how far each can be moved.</summary>
public static class ReadLimitsHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ReadLimits.Decode(body);
        ReadLimitsReply reply = new ReadLimitsReply();
        reply.Limits = new LimitFields[LimitTable.Count];
        for (int i = 0; i < reply.Limits.Length; i++)
        {
            LimitRow row = LimitTable.Row(i, signer.Limits.HtlcsMax);
            LimitFields fields = new LimitFields();
            fields.Number = (byte)(i + 1);
            fields.Name = Ascii.Bytes(row.Name);
            fields.Value = signer.Limits.Value(i);
            fields.Preset = signer.Presets.Value(i);
            fields.Least = row.Least;
            fields.Most = row.Most;
            fields.IsLooserUp = row.IsLooserUp;
            reply.Limits[i] = fields;
        }

        return reply.Encode();
    }
}
