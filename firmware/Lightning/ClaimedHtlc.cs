using System;

namespace Holdfast.Lightning;

/// <summary>
/// The variable parts of an HTLC witness script that a host claims to be one of the device: payment hash and expiry. They are taken from where BOLT 3
/// has them, and the script is then built anew from the holder's own keys; only if that gives the same bytes was it the holder's.
/// </summary>
public sealed class ClaimedHtlc
{
    /// <summary>True when the broadcaster of the commitment offered it.</summary>
    public readonly bool IsOffered;

    /// <summary>cltv_expiry of a received HTLC; 0 of an offered one, whose script does not contain it.</summary>
    public readonly uint Expiry;

    private readonly byte[] _paymentHash160;

    private ClaimedHtlc(bool isOffered, byte[] paymentHash160, uint expiry)
    {
        IsOffered = isOffered;
        _paymentHash160 = paymentHash160;
        Expiry = expiry;
    }

    /// <summary>Null when the bytes cannot be an HTLC script.</summary>
    public static ClaimedHtlc Read(byte[] script)
    {
        if (script.Length < HtlcScripts.ExpiryAt + 1)
        {
            return null;
        }

        bool isOffered = script[HtlcScripts.BranchAt] == Opcode.NotIf;
        byte[] hash = new byte[20];
        Array.Copy(script, isOffered ? HtlcScripts.OfferedHashAt : HtlcScripts.ReceivedHashAt, hash, 0, 20);
        return new ClaimedHtlc(isOffered, hash, isOffered ? 0 : Number(script, HtlcScripts.ExpiryAt));
    }

    /// <summary>The script that the holder's keys give for these parts.</summary>
    public byte[] Rebuild(CommitmentKeys keys, bool anchors)
    {
        HtlcScripts scripts = new HtlcScripts(keys, anchors);
        return IsOffered ? scripts.Offered(_paymentHash160) : scripts.Received(_paymentHash160, Expiry);
    }

    /// <summary>The script that the holder's keys give for what this one claims; null when it cannot be an HTLC script.</summary>
    public static byte[] Expected(byte[] script, CommitmentKeys keys, bool anchors)
    {
        ClaimedHtlc htlc = Read(script);
        return htlc == null ? null : htlc.Rebuild(keys, anchors);
    }

    // A pushed number up to four bytes, or OP_0 to OP_16.
    private static uint Number(byte[] script, int at)
    {
        int push = script[at];
        if (push >= Opcode.Op1 && push <= Opcode.Op16)
        {
            return (uint)(push - Opcode.Op1 + 1);
        }

        if (push > 4 || script.Length < at + 1 + push)
        {
            return 0;
        }

        uint value = 0;
        for (int i = push; i > 0; i--)
        {
            value = (value << 8) | script[at + i];
        }

        return value;
    }
}
