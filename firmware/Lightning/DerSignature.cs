using System;
using Holdfast.Bytes;

namespace Holdfast.Lightning;

/// <summary>ECDSA signatures in strict DER (BIP 66), as Bitcoin's scripts carry them, without the sighash byte.</summary>
public static class DerSignature
{
    // 30 length 02 length r… 02 length s…

    /// <summary>The DER form of a 64-byte signature, 8 to 72 bytes.</summary>
    public static byte[] Encode(byte[] signature)
    {
        if (signature.Length != 64)
        {
            throw new MalformedException("a compact signature is 64 bytes");
        }

        ByteWriter body = new ByteWriter(72);
        WriteInteger(body, signature, 0);
        WriteInteger(body, signature, 32);
        ByteWriter der = new ByteWriter(72);
        der.U8(0x30);
        der.U8((byte)body.Length);
        der.Bytes(body.ToArray());
        return der.ToArray();
    }

    /// <summary>The 64-byte signature; anything but the one shortest encoding of two positive integers of at most 32 bytes is malformed.</summary>
    public static byte[] Decode(byte[] der)
    {
        ByteReader reader = new ByteReader(der);
        if (reader.U8() != 0x30 || reader.U8() != der.Length - 2)
        {
            throw new MalformedException("not a DER signature");
        }

        byte[] signature = new byte[64];
        ReadInteger(reader, signature, 0);
        ReadInteger(reader, signature, 32);
        reader.End();
        return signature;
    }

    private static void WriteInteger(ByteWriter writer, byte[] bytes, int at)
    {
        int skip = 0;
        while (skip < 31 && bytes[at + skip] == 0)
        {
            skip++;
        }

        bool sign = bytes[at + skip] >= 0x80;
        writer.U8(0x02);
        writer.U8((byte)(32 - skip + (sign ? 1 : 0)));
        if (sign)
        {
            writer.U8(0);
        }

        writer.Bytes(bytes, at + skip, 32 - skip);
    }

    private static void ReadInteger(ByteReader reader, byte[] bytes, int at)
    {
        if (reader.U8() != 0x02)
        {
            throw new MalformedException("not a DER signature");
        }

        int length = reader.U8();
        if (length == 0 || length > 33)
        {
            throw new MalformedException("not a DER signature");
        }

        byte[] value = reader.Bytes(length);
        bool padded = value[0] == 0;
        if (value[0] >= 0x80 || (padded && length > 1 && value[1] < 0x80) || (length == 33 && !padded))
        {
            throw new MalformedException("not a DER signature");
        }

        int skip = length == 33 ? 1 : 0;
        Array.Copy(value, skip, bytes, at + 32 - (length - skip), length - skip);
    }
}
