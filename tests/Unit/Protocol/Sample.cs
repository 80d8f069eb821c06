using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

/// <summary>A decoder under test; what it returns does not matter, only that it returns.</summary>
public delegate object Decoder(ByteReader reader);

/// <summary>Values that differ from field to field, so that two swapped fields cannot pass, and the check that every decoder must pass.</summary>
public static class Sample
{
    public static byte[] Bytes(int count, int seed)
    {
        byte[] bytes = new byte[count];
        uint state = (uint)seed * 2654435761u;
        for (int i = 0; i < count; i++)
        {
            state = (state * 1664525u) + 1013904223u;
            bytes[i] = (byte)(state >> 24);
        }

        return bytes;
    }

    /// <summary>Cuts the message after every byte, and adds one: only the whole message may be accepted.</summary>
    public static void PrefixesAndTails(byte[] message, int bodyOffset, Decoder decode)
    {
        decode(new ByteReader(message, bodyOffset, message.Length - bodyOffset));
        for (int count = 0; count < message.Length - bodyOffset; count++)
        {
            Expect.Throws(typeof(MalformedException), () => decode(new ByteReader(message, bodyOffset, count)));
        }

        byte[] longer = new byte[message.Length + 1];
        System.Array.Copy(message, 0, longer, 0, message.Length);
        Expect.Throws(typeof(MalformedException), () => decode(new ByteReader(longer, bodyOffset, longer.Length - bodyOffset)));
    }

    public static Htlc[] Htlcs()
    {
        return new Htlc[] { Htlc(false, false, 1), Htlc(true, false, 2), Htlc(false, true, 3), Htlc(true, true, 4) };
    }

    public static Htlc[] GoneHtlcs()
    {
        return new Htlc[] { Htlc(true, false, 5), Htlc(true, false, 6) };
    }

    public static Htlc Htlc(bool isOfferedByPeer, bool isTrimmed, int seed)
    {
        Htlc htlc = new Htlc();
        htlc.IsOfferedByPeer = isOfferedByPeer;
        htlc.IsTrimmed = isTrimmed;
        htlc.AmountMsat = 0x8000000000000000 + (ulong)seed;
        htlc.PaymentHash = Bytes(32, 100 + seed);
        htlc.Expiry = 0x80000000 + (uint)seed;
        return htlc;
    }

    public static BasepointFields Basepoints(int seed)
    {
        BasepointFields basepoints = new BasepointFields();
        basepoints.Revocation = Bytes(33, seed + 1000);
        basepoints.Payment = Bytes(33, seed + 1001);
        basepoints.Htlc = Bytes(33, seed + 1002);
        basepoints.Delayed = Bytes(33, seed + 1003);
        return basepoints;
    }

    public static SweepFields Sweep()
    {
        SweepFields sweep = new SweepFields();
        sweep.Version = 2;
        sweep.Locktime = 0x80000003;
        sweep.InputTxid = Bytes(32, 401);
        sweep.InputVout = 0x80000004;
        sweep.Sequence = 0x80000005;
        sweep.InputSat = 0x8000000000000006;
        sweep.Outputs = Outputs();
        sweep.WitnessScript = Bytes(140, 402);
        return sweep;
    }

    /// <summary>One input of every kind, the optional point once present and once absent.</summary>
    public static WalletInputFields[] WalletInputs()
    {
        WalletInputFields foreign = WalletInput(WalletInputKind.Foreign, 1);
        foreign.Script = Bytes(34, 501);
        WalletInputFields p2wpkh = WalletInput(WalletInputKind.P2wpkh, 2);
        p2wpkh.KeyIndex = 0x80000001;
        WalletInputFields p2tr = WalletInput(WalletInputKind.P2tr, 3);
        p2tr.KeyIndex = 3;
        WalletInputFields p2sh = WalletInput(WalletInputKind.P2shP2wpkh, 4);
        p2sh.KeyIndex = 4;
        WalletInputFields toRemote = WalletInput(WalletInputKind.ToRemote, 5);
        toRemote.CommitmentPoint = Bytes(33, 502);
        WalletInputFields toRemoteAnchors = WalletInput(WalletInputKind.ToRemoteAnchors, 6);
        toRemoteAnchors.DelayBlocks = 1;
        WalletInputFields anchor = WalletInput(WalletInputKind.HolderAnchor, 7);
        WalletInputFields htlc = WalletInput(WalletInputKind.HolderHtlc, 8);
        htlc.Script = Bytes(34, 503);
        return new WalletInputFields[] { foreign, p2wpkh, p2tr, p2sh, toRemote, toRemoteAnchors, anchor, htlc };
    }

    public static WalletOutputFields[] Outputs()
    {
        WalletOutputFields change = new WalletOutputFields();
        change.Sat = 0x8000000000000008;
        change.Script = Bytes(34, 601);
        change.HasKeyIndex = true;
        change.KeyIndex = 0x80000009;
        WalletOutputFields foreign = new WalletOutputFields();
        foreign.Sat = 1;
        foreign.Script = Bytes(22, 602);
        return new WalletOutputFields[] { change, foreign };
    }

    public static WalletSignatureFields[] WalletSignatures()
    {
        WalletSignatureFields first = new WalletSignatureFields();
        first.InputIndex = 0x0102;
        first.IsSchnorr = true;
        first.Signature = Bytes(64, 701);
        WalletSignatureFields second = new WalletSignatureFields();
        second.InputIndex = 3;
        second.Signature = Bytes(64, 702);
        return new WalletSignatureFields[] { first, second };
    }

    private static WalletInputFields WalletInput(WalletInputKind kind, int seed)
    {
        WalletInputFields input = new WalletInputFields();
        input.Kind = kind;
        input.Txid = Bytes(32, 800 + seed);
        input.Vout = 0x80000000 + (uint)seed;
        input.Sequence = 0x90000000 + (uint)seed;
        input.Sat = 0x9000000000000000 + (ulong)seed;
        input.Previous = seed % 2 == 0 ? Bytes(60 + seed, 850 + seed) : new byte[0];
        if (kind >= WalletInputKind.ToRemote)
        {
            input.Peer = Bytes(33, 900 + seed);
            input.Dbid = 0xa000000000000000 + (ulong)seed;
        }

        return input;
    }
}
