using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Chain;

/// <summary>
/// The rules by which a network's headers follow each other, and the block of it that the device takes for granted. README.md says where each checkpoint
/// is from and what was compared.
/// </summary>
public sealed class ChainNetwork
{
    /// <summary>A block every ten minutes, a new target every two weeks.</summary>
    public const int PeriodBlocks = 2016;

    public const int SpacingSeconds = 600;

    /// <summary>The easiest target, compact.</summary>
    public readonly uint LimitBits;

    /// <summary>False on regtest only: the target is always the limit.</summary>
    public readonly bool HasRetargets;

    /// <summary>Test networks: a block that comes more than twenty minutes after the one before may have the easiest target.</summary>
    public readonly bool AllowsMinimum;

    /// <summary>BIP 94 (testnet4): a new target follows from the period's first block, and the next period begins at most ten minutes before the last one ended.</summary>
    public readonly bool HasBip94;

    /// <summary>The lowest version: 4 since BIP 65 is in force, which on every network is before the checkpoint.</summary>
    public readonly int VersionMin;

    /// <summary>The first block of a period.</summary>
    public readonly ChainPoint Checkpoint;

    public ChainNetwork(uint limitBits, bool hasRetargets, bool allowsMinimum, bool hasBip94, int versionMin, int height, string hash, uint time, uint bits)
    {
        LimitBits = limitBits;
        HasRetargets = hasRetargets;
        AllowsMinimum = allowsMinimum;
        HasBip94 = hasBip94;
        VersionMin = versionMin;
        Checkpoint = new ChainPoint(null, height, Reversed(hash), time, bits, time, bits, new Work(0, 0));
    }

    public static ChainNetwork Of(Network network)
    {
        switch (network)
        {
            case Network.Bitcoin:
                return Bitcoin();
            case Network.Testnet:
                return Testnet3();
            case Network.Testnet4:
                return Testnet4();
            case Network.Signet:
                return Signet();
            default:
                Check.That(network == Network.Regtest, "every network has its chain");
                return Regtest();
        }
    }

    private static ChainNetwork Bitcoin()
    {
        return new ChainNetwork(0x1d00ffff, true, false, false, 4,
            878976, "00000000000000000002819359a9af460f342404bec23e7478512a619584083b", 1736712111, 0x17028c61);
    }

    private static ChainNetwork Testnet3()
    {
        return new ChainNetwork(0x1d00ffff, true, true, false, 4,
            3612672, "00000000000000000b030eae079897a2f81ec5da0b623bad6808bd64537cc103", 1736292919, 0x19010a9a);
    }

    private static ChainNetwork Testnet4()
    {
        return new ChainNetwork(0x1d00ffff, true, true, true, 4,
            0, "00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043", 1714777860, 0x1d00ffff);
    }

    /// <summary>Its blocks are signed as well (BIP 325); that signature is in the coinbase and is not checked here, so its work proves little.</summary>
    private static ChainNetwork Signet()
    {
        return new ChainNetwork(0x1e0377ae, true, false, false, 4,
            229824, "000000bac742cfc8d76fda4ad387b7aafa577b17d3684c61d8a089dcd08fa374", 1736263429, 0x1e0146ad);
    }

    private static ChainNetwork Regtest()
    {
        return new ChainNetwork(0x207fffff, false, true, false, 4,
            0, "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206", 1296688602, 0x207fffff);
    }

    // Hashes are written with their highest byte first, and kept the other way round.
    private static byte[] Reversed(string text)
    {
        byte[] bytes = new byte[32];
        for (int i = 0; i < 32; i++)
        {
            int at = 62 - 2 * i;
            bytes[i] = (byte)((Digit(text[at]) << 4) | Digit(text[at + 1]));
        }

        return bytes;
    }

    private static int Digit(char digit)
    {
        return digit <= '9' ? digit - '0' : digit - 'a' + 10;
    }
}
