using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Protocol;
using Holdfast.Towers;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>
/// The other end of a connection to a tower: BOLT 8's responder, with keys of one byte. It keeps no state: a test says what it answers. It also speaks
/// with the device as a host would.
/// </summary>
public sealed class TestTower
{
    public readonly byte[] Point;

    private readonly TestDevice _device;
    private readonly Secp256k1 _curve = Secp256k1.Software();
    private readonly SoftwareHmac _hmac = new SoftwareHmac();
    private readonly byte[] _secret;
    private byte[] _hash = new byte[0];
    private byte[] _chain = new byte[0];
    private byte[] _receiving = new byte[0];
    private byte[] _sending = new byte[0];
    private ulong _received;
    private ulong _sent;

    public TestTower(TestDevice device, byte secret)
    {
        _device = device;
        _secret = TestDevice.Fill(32, secret);
        Point = _curve.PublicKey(_secret);
    }

    /// <summary>The static point that act three has shown.</summary>
    public byte[] Caller { get; private set; } = new byte[0];

    public ReserveTowerKeyReply Reserve(ushort blobType, bool isForced)
    {
        return ReserveTowerKeyReply.Decode(_device.Body(Reservation(blobType, isForced)));
    }

    public byte[] Reservation(ushort blobType, bool isForced)
    {
        ReserveTowerKey request = new ReserveTowerKey();
        request.Tower = Point;
        request.BlobType = blobType;
        request.IsForced = isForced;
        return request.Encode();
    }

    public byte[] Connection(byte link, uint index)
    {
        ConnectTower request = new ConnectTower();
        request.Link = link;
        request.Tower = Point;
        request.Index = index;
        return request.Encode();
    }

    /// <summary>Act two for an act one that was made for this tower.</summary>
    public byte[] ActTwo(byte[] actOne)
    {
        _hash = Sha256.Hash(Ascii.Bytes("Noise_XK_secp256k1_ChaChaPoly_SHA256"));
        _chain = _hash;
        Mix(Ascii.Bytes("lightning"));
        Mix(Point);
        byte[] theirs = new ByteReader(actOne, 1, 33).Rest();
        Mix(theirs);
        byte[] key = MixKey(theirs, _secret);
        Assert.IsTrue(ChaChaPoly.Open(key, ChaChaPoly.Nonce(0), _hash, new ByteReader(actOne, 34, 16).Rest()) != null);
        Mix(new ByteReader(actOne, 34, 16).Rest());

        byte[] ephemeral = TestDevice.Fill(32, 0x22);
        byte[] point = _curve.PublicKey(ephemeral);
        Mix(point);
        _receiving = MixKey(theirs, ephemeral);
        byte[] mac = ChaChaPoly.Seal(_receiving, ChaChaPoly.Nonce(0), _hash, new byte[0]);
        Mix(mac);
        ByteWriter act = new ByteWriter(50);
        act.U8(0);
        act.Bytes(point);
        act.Bytes(mac);
        return act.ToArray();
    }

    /// <summary>Handshake and both Inits; returns the device's Init. The tower says that it is of this chain and knows these features.</summary>
    public byte[] Greet(byte link, uint index, byte[] chain, byte[] features)
    {
        byte[] init = Shake(link, index);
        ByteWriter answer = new ByteWriter(40);
        answer.U16(TowerMessages.Init);
        answer.Blob(features);
        answer.Bytes(chain);
        Assert.IsTrue(Says(link, answer.ToArray()).Verdict == TowerVerdict.Message);
        return init;
    }

    /// <summary>A tower that is ready to be asked something.</summary>
    public void Connect(byte link, uint index)
    {
        Greet(link, index, ChainHash.Of(Network.Regtest), new byte[] { 0x0a });
    }

    /// <summary>The handshake; returns the device's Init.</summary>
    public byte[] Shake(byte link, uint index)
    {
        FinishTower finish = new FinishTower();
        finish.Link = link;
        finish.Act = ActTwo(ConnectTowerReply.Decode(_device.Body(Connection(link, index))).Act);
        FinishTowerReply finished = FinishTowerReply.Decode(_device.Body(finish.Encode()));
        Assert.IsTrue(finished.IsConnected);

        byte[] sealedPoint = new ByteReader(finished.Bytes, 1, 49).Rest();
        Caller = ChaChaPoly.Open(_receiving, ChaChaPoly.Nonce(1), _hash, sealedPoint);
        Mix(sealedPoint);
        byte[] last = MixKey(Caller, TestDevice.Fill(32, 0x22));
        Assert.IsTrue(ChaChaPoly.Open(last, ChaChaPoly.Nonce(0), _hash, new ByteReader(finished.Bytes, 50, 16).Rest()) != null);
        byte[] both = Hkdf.Sha256(_hmac, _chain, new byte[0], new byte[0], 64);
        _receiving = new ByteReader(both, 0, 32).Rest();
        _sending = new ByteReader(both, 32, 32).Rest();
        _received = 0;
        _sent = 0;
        return Hears(new ByteReader(finished.Bytes, 66, finished.Bytes.Length - 66).Rest());
    }

    /// <summary>What the device sent, opened.</summary>
    public byte[] Hears(byte[] bytes)
    {
        byte[] length = ChaChaPoly.Open(_receiving, ChaChaPoly.Nonce(_received++), new byte[0], new ByteReader(bytes, 0, 18).Rest());
        Assert.AreEqual(bytes.Length - 34, (length[0] << 8) | length[1]);
        return ChaChaPoly.Open(_receiving, ChaChaPoly.Nonce(_received++), new byte[0], new ByteReader(bytes, 18, bytes.Length - 18).Rest());
    }

    /// <summary>Brings a message of the tower to the device, in two parts as it asks for them.</summary>
    public ReceiveTowerReply Says(byte link, byte[] message)
    {
        ReceiveTowerReply more = ReceiveTowerReply.Decode(_device.Body(Received(link, SealedLength(message.Length))));
        Assert.IsTrue(more.Verdict == TowerVerdict.More && more.NeededBytes == message.Length + 16);
        return ReceiveTowerReply.Decode(_device.Body(Received(link, SealedBody(message))));
    }

    public byte[] SealedLength(int length)
    {
        return ChaChaPoly.Seal(_sending, ChaChaPoly.Nonce(_sent++), new byte[0], new byte[] { (byte)(length >> 8), (byte)length });
    }

    public byte[] SealedBody(byte[] message)
    {
        return ChaChaPoly.Seal(_sending, ChaChaPoly.Nonce(_sent++), new byte[0], message);
    }

    public static byte[] Received(byte link, byte[] bytes)
    {
        ReceiveTower request = new ReceiveTower();
        request.Link = link;
        request.Bytes = bytes;
        return request.Encode();
    }

    public static CreateTowerSession Creation(byte link)
    {
        CreateTowerSession request = new CreateTowerSession();
        request.Link = link;
        request.MaxUpdates = 1024;
        request.FeeratePerKw = 2500;
        request.SweepKeyIndex = 7;
        return request;
    }

    /// <summary>A new session; its index.</summary>
    public uint Open(byte link, ushort blobType)
    {
        uint index = Reserve(blobType, false).Index;
        Connect(link, index);
        Hears(CreateTowerSessionReply.Decode(_device.Body(Creation(link).Encode())).Bytes);
        ReceiveTowerReply agreed = Says(link, Hex.Bytes("025b0000000000"));
        Assert.IsTrue(agreed.Verdict == TowerVerdict.Message && agreed.Code == 0);
        return index;
    }

    private void Mix(byte[] data)
    {
        ByteWriter both = new ByteWriter(100);
        both.Bytes(_hash);
        both.Bytes(data);
        _hash = Sha256.Hash(both.ToArray());
    }

    private byte[] MixKey(byte[] point, byte[] secret)
    {
        byte[] both = Hkdf.Sha256(_hmac, _chain, _curve.Ecdh(point, secret), new byte[0], 64);
        _chain = new ByteReader(both, 0, 32).Rest();
        return new ByteReader(both, 32, 32).Rest();
    }
}
