using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>Keys that come from outside are checked once, where they enter.</summary>
public static class KeyValidation
{
    /// <summary>From here on BIP 32 children are hardened.</summary>
    private const uint HardenedFrom = 0x80000000;

    /// <summary>The same 33 bytes when they are a point of the curve; else malformed.</summary>
    public static byte[] RequirePoint(SignerContext signer, byte[] point)
    {
        if (!signer.Curve.IsPoint(point))
        {
            throw RequestException.Malformed(ErrorCode.BadKey, "a point is not on the curve");
        }

        return point;
    }

    /// <summary>The same 32 bytes when they are a secret of the curve; else malformed.</summary>
    public static byte[] RequireSecret(SignerContext signer, byte[] secret)
    {
        if (!signer.Curve.IsSecret(secret))
        {
            throw RequestException.Malformed(ErrorCode.BadKey, "a secret is out of range");
        }

        return secret;
    }

    /// <summary>The same number when it names a wallet key; else malformed.</summary>
    public static uint RequireIndex(uint keyIndex)
    {
        if (keyIndex >= HardenedFrom)
        {
            throw RequestException.Malformed(ErrorCode.BadKey, "a wallet key index is below 2^31");
        }

        return keyIndex;
    }
}
