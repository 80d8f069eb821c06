using System.Buffers.Binary;
using System.Security.Cryptography;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.Towers;
using Holdfast.Unit.Desktop.Lightning;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>Blinded paths are made by the device, say what the order says, and are all that an invoice of BOLT 12 has.</summary>
[TestClass]
public class JitPathTests
{
    private const string Agreed = "holdfast-jit-path";
    private const string Peer = "holdfast-path-peer";
    private const string Made = "holdfast-path-made";
    private const ulong Scid = TestJit.Scid;

    [TestMethod]
    public void ThePathsOfBolt4()
    {
        List<string[]> lines = VectorFile.Read("bolt4-blinding.txt");
        Assert.AreEqual(2, lines.Count);
        foreach (string[] line in lines)
        {
            byte[][] bytes = [.. line[2..].Select(Hex.Bytes)];
            byte[] path = BlindedPath.Make(Secp256k1.Software(), new SoftwareHmac(), bytes[0], [bytes[1], bytes[3]], [bytes[2], bytes[4]]);
            Assert.AreEqual(line[^1], Hex.Text(path));
            Assert.AreEqual(path.Length, BlindedPath.LengthAt(path, 0));
            Assert.AreEqual(path.Length, BlindedPath.LengthAt([.. path, .. path], path.Length));
            Assert.IsTrue(bytes[0].All(one => one == 0), "the secret is wiped");
        }
    }

    /// <summary>Each node opens its part with its own key, and finds what was asked for.</summary>
    [TestMethod]
    public void TheProviderAndTheHolderFindTheirPart()
    {
        TestJitVault vault = new();
        MakeBlindedPath request = Path(vault.Promise, vault.Lsp, Scid, 144);
        request.MaxCltvExpiry = 700000;
        Assert.AreEqual(0, vault.Device.CommitsOf(request.Encode()));
        byte[] path = Of(vault.Device, request);
        CollectionAssert.AreEqual(path, Of(vault.Device, request), "the same again");
        Assert.AreEqual(Hex.Text(vault.Lsp), Hex.Text(path[..33]));
        Assert.AreEqual(2, path[66]);
        byte[] pathKey = path[33..66];
        TestDevice provider = TestDevice.Unfollowed(TestJitVault.Provider);
        (string first, byte[] shared) = Opened(provider, pathKey, path, 67);

        // short_channel_id; payment_relay with delta 144, share 0 and a base fee without digits; payment_constraints with 700,144 and no least amount.
        Assert.AreEqual("02080a00000100020003" + "0a06009000000000" + "0c04000aaef0", first);
        byte[] next = Secp256k1.Software().Multiply(pathKey, SHA256.HashData([.. pathKey, .. shared]));
        int second = 67 + 35 + path[67 + 33] * 256 + path[67 + 34];
        Assert.AreEqual("0620" + Hex.Text(vault.Promise.PaymentSecret) + "0c04000aae60", Opened(vault.Device, next, path, second).Data);
        Assert.IsNull(ChaChaPoly.Open(HMACSHA256.HashData("rho"u8, shared), ChaChaPoly.Nonce(0), [], path[(second + 35)..]), "another key does not open it");

        // Everything that is asked for changes the path's key; so does a start never.
        request.MaxCltvExpiry++;
        Assert.AreNotEqual(Hex.Text(pathKey), Hex.Text(Of(vault.Device, request)[33..66]));
        request.MaxCltvExpiry = uint.MaxValue;
        StringAssert.EndsWith(Opened(provider, Of(vault.Device, request)[33..66], Of(vault.Device, request), 67).Data, "0c04ffffffff");
        vault.Device.Restart();
        request.MaxCltvExpiry = 700000;
        CollectionAssert.AreEqual(path, Of(vault.Device, request));
    }

    [TestMethod]
    public void APathByAnOrdersChannelSaysItsTerms()
    {
        TestJitVault vault = new();
        TestDevice device = vault.Device;
        Action<MakeBlindedPath>[] changes =
        [
            path => path.Introduction = TestJit.NodeOf(0x22), path => path.CltvDelta++, path => path.CltvDelta--, path => path.FeeBaseMsat = 1, path => path.FeeProportional = 1,
            path => path.HtlcMinimumMsat = 1,
        ];
        foreach (Action<MakeBlindedPath> change in changes)
        {
            MakeBlindedPath path = Path(vault.Promise, vault.Lsp, Scid, 144);
            change(path);
            device.Refuses(Agreed, path.Encode());
        }

        // Another channel of the provider is that of a stranger, while there is no channel with it.
        device.Refuses(Peer, Path(vault.Promise, vault.Lsp, Scid + 1, 144).Encode());
        MakeBlindedPath wrong = Path(vault.Promise, new byte[33], Scid, 144);
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadKey, wrong.Encode());
        wrong = Path(vault.Promise, vault.Lsp, Scid, 144);
        wrong.PaymentHash[0] ^= 1;
        device.Refuses("holdfast-vault-hash", wrong.Encode());
        wrong.PaymentHash[0] ^= 1;

        // For a promise of another order, or of none, this channel leads nowhere, whoever begins.
        AgreeJitTerms other = TestJit.Terms(vault.Lsp);
        other.Scid++;
        PromiseInvoiceReply second = vault.Promised(TestJit.Agreed(device, other), TestJit.Size);
        PromiseInvoiceReply none = TestVault.Promised(device, TestJit.Size);
        device.Refuses(Agreed, Path(second, vault.Lsp, Scid, 144).Encode());
        device.Refuses(Agreed, Path(none, vault.Lsp, Scid, 144).Encode());
        device.Refuses(Agreed, Path(none, TestJit.NodeOf(0x22), Scid, 144).Encode());
        device.Body(Path(second, vault.Lsp, Scid + 1, 144).Encode());

        // A path from a peer is what the node says.
        MakeBlindedPath peers = Path(none, TestJit.NodeOf(0x22), 7, 10);
        peers.FeeBaseMsat = 1000;
        peers.FeeProportional = 100;
        peers.HtlcMinimumMsat = 256;
        string found = Opened(TestDevice.Unfollowed(0x22), Of(device, peers)[33..66], Of(device, peers), 67).Data;
        Assert.AreEqual("02080000000000000007" + "0a08000a00000064" + "03e8" + "0c06000aae6a" + "0100", found);
        device.Refuses(Peer, Path(none, TestJit.Stranger(), 7, 10).Encode());
        device.Body(new CancelPromise { PaymentHash = none.PaymentHash }.Encode());
        device.Refuses("holdfast-promise-open", peers.Encode());
    }

    [TestMethod]
    public void AnInvoiceHasOnlyPathsThatTheDeviceHasMadeForItsHash()
    {
        TestJitVault vault = new();
        TestDevice device = vault.Device;
        PromiseInvoiceReply second = vault.Promised(vault.Order, TestJit.Size);
        MakeBlindedPath jit = Path(vault.Promise, vault.Lsp, Scid, 144);
        MakeBlindedPath peers = Path(vault.Promise, TestJit.NodeOf(0x22), 7, 10);
        peers.FeeBaseMsat = 1000;
        peers.HtlcMinimumMsat = 256;
        byte[] last = Of(device, jit);
        byte[] first = Of(device, peers);
        Assert.AreEqual(0, device.CommitsOf(Review(vault.Promise, last, Pay(jit, 162))));
        device.Body(Review(vault.Promise, [.. first, .. last], [.. Pay(peers, 28), .. Pay(jit, 162)]));

        // What the payer is told: base fee, share, delta (144 and 18), least amount, features.
        for (int at = 0; at < 28; at++)
        {
            byte[] pay = Pay(jit, 162);
            pay[at] ^= 1;
            byte[] message = Review(vault.Promise, last, pay);
            if (at is < 18 or > 25)
            {
                device.Refuses(Made, message);
            }
            else
            {
                device.Body(message);
            }
        }

        device.Refuses(Made, Review(vault.Promise, last, Pay(jit, 161)));
        device.Refuses(Made, Review(vault.Promise, [.. first, .. last], [.. Pay(jit, 162), .. Pay(peers, 28)]));
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, Review(vault.Promise, [.. first, .. last], Pay(peers, 28)));
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, Review(vault.Promise, last, [.. Pay(jit, 162), .. Pay(peers, 28)]));
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, Review(vault.Promise, last[..^1], Pay(jit, 162)));

        // One byte of the path, the path of another hash, a way that ends elsewhere.
        foreach (int at in new[] { 1, 34, 120, 200 })
        {
            byte[] changed = [.. last];
            changed[at] ^= 1;
            device.Refuses(Made, Review(vault.Promise, changed, Pay(jit, 162)));
        }

        device.Refuses(Made, Review(second, last, Pay(jit, 162)));
        byte[] elsewhere = BlindedPath.Make(Secp256k1.Software(), new SoftwareHmac(), TestDevice.Fill(32, 9), [vault.Lsp, TestJit.Stranger()], [[1], [2]]);
        device.Refuses(Made, Review(vault.Promise, [.. last, .. elsewhere], [.. Pay(jit, 162), .. Pay(jit, 162)]));

        // After a start the host asks again.
        device.Restart();
        device.Refuses(Made, Review(vault.Promise, last, Pay(jit, 162)));
        Of(device, jit);
        device.Body(Review(vault.Promise, last, Pay(jit, 162)));

        // Sixteen are remembered.
        for (uint i = 1; i <= 15; i++)
        {
            jit.MaxCltvExpiry = 800000 + i;
            Of(device, jit);
        }

        device.Body(Review(vault.Promise, last, Pay(jit, 162)));
        jit.MaxCltvExpiry++;
        Of(device, jit);
        device.Refuses(Made, Review(vault.Promise, last, Pay(jit, 162)));
    }

    [TestMethod]
    public void AnOrderThatIsOverHasNoInvoices()
    {
        TestJitVault vault = new();
        PromiseInvoiceReply second = vault.Promised(vault.Order, TestJit.Size);
        MakeBlindedPath jit = Path(second, vault.Lsp, Scid, 144);
        byte[] path = Of(vault.Device, jit);
        TestWay way = vault.Opened(3, true);
        Htlc part = TestJitVault.In(vault.Promise, TestJit.Size - TestJit.Fee, TestJitVault.Expiry);
        way.Come([part], way.OwnMsat);
        vault.Released(vault.Promise, TestJitVault.Release(vault.Promise, [part], TestJit.Fee));
        vault.Device.Refuses("holdfast-jit-order", Review(second, path, Pay(jit, 162)));
    }

    internal static MakeBlindedPath Path(PromiseInvoiceReply promise, byte[] introduction, ulong scid, ushort delta) => new()
    {
        PaymentHash = [.. promise.PaymentHash], Introduction = introduction, Scid = scid, CltvDelta = delta, MaxCltvExpiry = 700000,
    };

    /// <summary>One invoice_blindedpay.</summary>
    internal static byte[] Pay(MakeBlindedPath path, ushort delta)
    {
        byte[] pay = new byte[28];
        BinaryPrimitives.WriteUInt32BigEndian(pay, path.FeeBaseMsat);
        BinaryPrimitives.WriteUInt32BigEndian(pay.AsSpan(4), path.FeeProportional);
        BinaryPrimitives.WriteUInt16BigEndian(pay.AsSpan(8), delta);
        BinaryPrimitives.WriteUInt64BigEndian(pay.AsSpan(10), path.HtlcMinimumMsat);
        BinaryPrimitives.WriteUInt64BigEndian(pay.AsSpan(18), 1UL << 60);
        return pay;
    }

    private static byte[] Of(TestDevice device, MakeBlindedPath path) => MakeBlindedPathReply.Decode(device.Body(path.Encode())).Path;

    private static byte[] Review(PromiseInvoiceReply promise, byte[] paths, byte[] pay) => VaultInvoiceTests.Review(
        TestBolt12.Of(1, msat: TestJit.Size).With(168, promise.PaymentHash).With(160, paths).With(162, pay));

    private static (string Data, byte[] Shared) Opened(TestDevice node, byte[] pathKey, byte[] path, int at)
    {
        byte[] shared = EcdhReply.Decode(node.Body(new Ecdh { Point = pathKey }.Encode())).Secret;
        int length = (path[at + 33] * 256) + path[at + 34];
        byte[] data = ChaChaPoly.Open(HMACSHA256.HashData("rho"u8, shared), ChaChaPoly.Nonce(0), [], path[(at + 35)..(at + 35 + length)]);
        return (Hex.Text(data), shared);
    }
}
