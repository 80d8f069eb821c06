using Holdfast.Crypto;
using Holdfast.ReferenceTower;

namespace Holdfast.HostUnit.Watchtowers;

/// <summary>The client's part of the handshake of BOLT 8, as the device has it on its side of the cable.</summary>
internal sealed class NoiseInitiator(Secp256k1 curve, byte[] responder, byte[] secret, byte[] ephemeral)
{
    private readonly NoiseState _state = new(responder);

    public byte[] ActOne()
    {
        byte[] ours = curve.PublicKey(ephemeral);
        _state.Mix(ours);
        _state.MixKey(curve.Ecdh(responder, ephemeral));
        return [0, .. ours, .. _state.Seal([], 0)];
    }

    public (byte[] ActThree, NoiseCipher Writing, NoiseCipher Reading) Finish(byte[] actTwo)
    {
        if (actTwo[0] != 0)
        {
            throw new System.Security.Cryptography.CryptographicException("another version");
        }

        byte[] theirs = actTwo[1..34];
        _state.Mix(theirs);
        _state.MixKey(curve.Ecdh(theirs, ephemeral));
        _state.Open(actTwo[34..], 0);
        byte[] identity = _state.Seal(curve.PublicKey(secret), 1);
        _state.MixKey(curve.Ecdh(theirs, secret));
        byte[] last = _state.Seal([], 0);
        (NoiseCipher writing, NoiseCipher reading) = _state.Split();
        return ([0, .. identity, .. last], writing, reading);
    }
}
