using Holdfast.Bytes;
using Holdfast.Conformance.Hsmd;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Secrets;

namespace Holdfast.StockHsmd;

/// <summary>
/// One client of the model. What stock hsmd checks is checked here: that the message parses. Amounts, scripts, numbers and state are not.
/// </summary>
internal sealed class StockClient(HsmdSocket socket, byte[] peer, ulong dbid)
{
    private readonly Secp256k1 _curve = Secp256k1.Software(); // clients run side by side, and a curve belongs to one thread
    private KeyTree? _keys;

    private KeyTree Keys => _keys ??= new KeyTree(_curve, new SoftwareHmac(), [.. Enumerable.Repeat((byte)0x11, 32)], isMnemonic: false);

    /// <summary>Answers until the other end closes, or until a message makes no sense.</summary>
    public void Serve()
    {
        try
        {
            while (socket.Read(-1) is { } message)
            {
                ByteReader reader = new(message);
                ushort type = reader.U16();
                ByteWriter reply = new(256);
                reply.U16((ushort)(type is 19 or 20 ? 112 : type + (type == 11 ? 103 : 100)));
                HsmdSocket? passed = Answer(type, reader, reply);
                socket.Write(reply.ToArray());
                if (passed is not null)
                {
                    socket.SendDescriptor(passed);
                    passed.Dispose();
                }
            }
        }
        catch (MalformedException)
        {
            // Stock hsmd closes a client that makes no sense; leaving the loop does.
        }

        socket.Dispose();
    }

    private HsmdSocket? Answer(ushort type, ByteReader request, ByteWriter reply)
    {
        switch (type)
        {
            case 9:
                return NewClient(request);
            case 10:
                WriteBasepoints(Channel(request.Bytes(33), request.U64()), reply);
                break;
            case 11:
                reply.U32(6);
                reply.U16(0);
                reply.Bytes(Keys.NodeId);
                reply.Bytes([0x04, 0x35, 0x87, 0xcf]);
                reply.Bytes(Keys.WalletXpub());
                reply.Bytes(Keys.Bolt12PublicKey);
                break;
            case 18:
                reply.Bytes(Point(request.U64()));
                reply.U8(0);
                break;
            case 19:
                SignCommitment(request, reply);
                break;
            case 20:
                SignHtlc(request, reply);
                break;
            case 30 or 31 or 34 or 36 or 37:
                break;
            case 35:
                SpendingTransaction.Read(request);
                request.Bytes(request.U16() * 45);
                reply.U8(0);
                reply.Bytes(Point(request.U64() + 1));
                break;
            case 40:
                ulong number = request.U64();
                reply.Bytes(Shachain.CommitmentSecret(Channel(peer, dbid).ShaSeed, number));
                reply.Bytes(Point(number + 2));
                break;
            default:
                throw new MalformedException("message " + type + " is not modelled");
        }

        return null;
    }

    private static HsmdSocket NewClient(ByteReader request)
    {
        byte[] peer = request.Bytes(33);
        ulong dbid = request.U64();
        request.U64();
        (HsmdSocket ours, HsmdSocket theirs) = HsmdSocket.Pair();
        new Thread(new StockClient(ours, peer, dbid).Serve) { IsBackground = true }.Start();
        return theirs;
    }

    private void WriteBasepoints(ChannelSecrets secrets, ByteWriter reply)
    {
        foreach (byte[] secret in new[] { secrets.Revocation, secrets.Payment, secrets.Htlc, secrets.Delayed, secrets.Funding })
        {
            reply.Bytes(_curve.PublicKey(secret));
        }
    }

    private void SignCommitment(ByteReader request, ByteWriter reply)
    {
        SpendingTransaction transaction = SpendingTransaction.Read(request);
        byte[] remoteFunding = request.Bytes(33);
        ChannelSecrets secrets = Channel(peer, dbid);
        byte[] script = Scripts.Funding(_curve.PublicKey(secrets.Funding), remoteFunding);
        reply.Bytes(_curve.Sign(transaction.Sighash(script, Bip143.All), secrets.Funding));
        reply.U8(Bip143.All);
    }

    private void SignHtlc(ByteReader request, ByteWriter reply)
    {
        SpendingTransaction transaction = SpendingTransaction.Read(request);
        byte[] script = request.Blob(0xffff);
        byte[] point = request.Bytes(33);
        byte type = request.Flag() ? Bip143.SingleAnyoneCanPay : Bip143.All;
        ChannelSecrets secrets = Channel(peer, dbid);
        byte[] key = KeyDerivation.Secret(_curve, secrets.Htlc, _curve.PublicKey(secrets.Htlc), point);
        reply.Bytes(_curve.Sign(transaction.Sighash(script, type), key));
        reply.U8(type);
    }

    private byte[] Point(ulong number) => _curve.PublicKey(Shachain.CommitmentSecret(Channel(peer, dbid).ShaSeed, number));

    private ChannelSecrets Channel(byte[] ofPeer, ulong ofDbid) => Keys.Channel(ofPeer, ofDbid);
}
