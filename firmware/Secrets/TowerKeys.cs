using Holdfast.Crypto;
using Holdfast.Hardware;

namespace Holdfast.Secrets;

/// <summary>
/// The keys of sessions with watchtowers: m/1017'/coin'/8'/0/index, as lnd derives them, from a seed that nothing else uses. They are the static keys of
/// BOLT 8's handshake: they make shared secrets inside the device and sign nothing. Holds secrets: <see cref="Wipe"/> it.
/// </summary>
public sealed class TowerKeys
{
    private const uint Purpose = 1017;
    private const uint Family = 8;

    private readonly Secp256k1 _curve;
    private readonly IHmac _hmac;
    private readonly ExtendedKey _branch;

    /// <param name="seed">Of BIP 32.</param>
    /// <param name="coin">0 for the main network, 1 for all others.</param>
    public TowerKeys(Secp256k1 curve, IHmac hmac, byte[] seed, uint coin)
    {
        _curve = curve;
        _hmac = hmac;
        ExtendedKey step = ExtendedKey.FromSeed(curve, hmac, seed);
        uint[] path = { Purpose | ExtendedKey.Hardened, coin | ExtendedKey.Hardened, Family | ExtendedKey.Hardened, 0 };
        for (int i = 0; i < path.Length; i++)
        {
            ExtendedKey next;
            try
            {
                next = step.Derive(curve, hmac, path[i]);
            }
            finally
            {
                step.Wipe();
            }

            step = next;
        }

        _branch = step;
    }

    /// <summary>The secret of an index; the caller wipes it.</summary>
    public byte[] Secret(uint index)
    {
        return _branch.Derive(_curve, _hmac, index).Secret;
    }

    public void Wipe()
    {
        _branch.Wipe();
    }
}
