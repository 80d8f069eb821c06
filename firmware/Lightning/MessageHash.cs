using System;
using Holdfast.Crypto;

namespace Holdfast.Lightning;

/// <summary>What signatures over texts and offers commit to. Every kind has its own prefix or tag, so none can be taken for another.</summary>
public static class MessageHash
{
    // "Lightning Signed Message:"
    private static readonly byte[] s_lightning =
    {
        0x4c, 0x69, 0x67, 0x68, 0x74, 0x6e, 0x69, 0x6e, 0x67, 0x20, 0x53, 0x69, 0x67, 0x6e, 0x65, 0x64, 0x20,
        0x4d, 0x65, 0x73, 0x73, 0x61, 0x67, 0x65, 0x3a,
    };

    // 0x18 "Bitcoin Signed Message:\n"
    private static readonly byte[] s_bitcoin =
    {
        0x18, 0x42, 0x69, 0x74, 0x63, 0x6f, 0x69, 0x6e, 0x20, 0x53, 0x69, 0x67, 0x6e, 0x65, 0x64, 0x20, 0x4d,
        0x65, 0x73, 0x73, 0x61, 0x67, 0x65, 0x3a, 0x0a,
    };

    // "lightning"
    private static readonly byte[] s_offers = { 0x6c, 0x69, 0x67, 0x68, 0x74, 0x6e, 0x69, 0x6e, 0x67 };

    // "option_will_fund"
    private static readonly byte[] s_willFund =
    {
        0x6f, 0x70, 0x74, 0x69, 0x6f, 0x6e, 0x5f, 0x77, 0x69, 0x6c, 0x6c, 0x5f, 0x66, 0x75, 0x6e, 0x64,
    };

    /// <summary>signmessage: double SHA-256 of "Lightning Signed Message:" and the message.</summary>
    public static byte[] Lightning(byte[] message)
    {
        return Sha256.HashTwice(Join(s_lightning, message));
    }

    /// <summary>BIP 137: double SHA-256 of the length-prefixed "Bitcoin Signed Message:\n" and the length-prefixed message.</summary>
    public static byte[] Bip137(byte[] message)
    {
        TransactionWriter text = new TransactionWriter(s_bitcoin.Length + TransactionWriter.CompactSizeLength(message.Length) + message.Length);
        text.Bytes(s_bitcoin);
        text.Sized(message);
        return Sha256.HashTwice(text.Finish());
    }

    /// <summary>BOLT 12, Signature Calculation: the hash tagged "lightning" ‖ message name ‖ field name of the merkle root. Names are ASCII.</summary>
    public static byte[] Bolt12(byte[] messageName, byte[] fieldName, byte[] merkleRoot)
    {
        return TaggedHash.Of(Join(Join(s_offers, messageName), fieldName), merkleRoot);
    }

    /// <summary>
    /// A lease offer (BOLT 2, option_will_fund): SHA-256 of "option_will_fund", the funding key, the height at which the lease ends, and the
    /// two channel fee limits, integers big-endian.
    /// </summary>
    public static byte[] WillFund(byte[] fundingKey, uint leaseEndHeight, uint feeBaseMsatMax, ushort feeProportionalThousandthsMax)
    {
        byte[] numbers =
        {
            (byte)(leaseEndHeight >> 24), (byte)(leaseEndHeight >> 16), (byte)(leaseEndHeight >> 8), (byte)leaseEndHeight,
            (byte)(feeBaseMsatMax >> 24), (byte)(feeBaseMsatMax >> 16), (byte)(feeBaseMsatMax >> 8), (byte)feeBaseMsatMax,
            (byte)(feeProportionalThousandthsMax >> 8), (byte)feeProportionalThousandthsMax,
        };
        return Sha256.Hash(Join(Join(s_willFund, fundingKey), numbers));
    }

    private static byte[] Join(byte[] first, byte[] second)
    {
        byte[] both = new byte[first.Length + second.Length];
        Array.Copy(first, 0, both, 0, first.Length);
        Array.Copy(second, 0, both, first.Length, second.Length);
        return both;
    }
}
