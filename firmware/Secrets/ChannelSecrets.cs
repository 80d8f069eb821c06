using System;
using Holdfast.Crypto;

namespace Holdfast.Secrets;

/// <summary>The secrets of one channel: five keys and the seed of the per-commitment secrets (BOLT 3, appendix D). 32 bytes each.</summary>
public sealed class ChannelSecrets
{
    public readonly byte[] Funding = new byte[32];
    public readonly byte[] Revocation = new byte[32];
    public readonly byte[] Htlc = new byte[32];
    public readonly byte[] Payment = new byte[32];
    public readonly byte[] Delayed = new byte[32];
    public readonly byte[] ShaSeed = new byte[32];

    /// <summary>Splits 192 bytes in Core Lightning's order (common/derive_basepoints.c).</summary>
    internal ChannelSecrets(byte[] all)
    {
        Array.Copy(all, 0, Funding, 0, 32);
        Array.Copy(all, 32, Revocation, 0, 32);
        Array.Copy(all, 64, Htlc, 0, 32);
        Array.Copy(all, 96, Payment, 0, 32);
        Array.Copy(all, 128, Delayed, 0, 32);
        Array.Copy(all, 160, ShaSeed, 0, 32);
    }

    public void Wipe()
    {
        Array.Clear(Funding, 0, 32);
        Array.Clear(Revocation, 0, 32);
        Array.Clear(Htlc, 0, 32);
        Array.Clear(Payment, 0, 32);
        Array.Clear(Delayed, 0, 32);
        Array.Clear(ShaSeed, 0, 32);
    }
}
