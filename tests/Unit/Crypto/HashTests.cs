using Holdfast.Crypto;

namespace Holdfast.Unit.Crypto;

/// <summary>Published answers: FIPS 180-4 examples, the RIPEMD-160 paper's table.</summary>
[TestClass]
public class HashTests
{
    private const string TwoBlocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

    [TestMethod]
    [DataRow("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [DataRow("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [DataRow(TwoBlocks, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void Sha256Examples(string message, string hash)
    {
        Assert.AreEqual(hash, Hex.Text(Sha256.Hash(Hex.Ascii(message))));
    }

    [TestMethod]
    [DataRow("", "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e")]
    [DataRow("abc", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")]
    [DataRow(TwoBlocks, "204a8fc6dda82f0a0ced7beb8e08a41657c16ef468b228a8279be331a703c33596fd15c13b1b07f9aa1d3bea57789ca031ad85c7a71dd70354ec631238ca3445")]
    public void Sha512Examples(string message, string hash)
    {
        Assert.AreEqual(hash, Hex.Text(Sha512.Hash(Hex.Ascii(message))));
    }

    [TestMethod]
    [DataRow("", "9c1185a5c5e9fc54612808977ee8f548b2258d31")]
    [DataRow("a", "0bdc9d2d256b3ee9daae347be6f4dc835a467ffe")]
    [DataRow("abc", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc")]
    [DataRow("message digest", "5d0689ef49d2fae572b881b123a85ffa21595f36")]
    [DataRow("abcdefghijklmnopqrstuvwxyz", "f71c27109c692c1b56bbdceb5b9d2865b3708dbc")]
    [DataRow(TwoBlocks, "12a053384a9c0c88e405a06c27dcf49ada62eb2b")]
    [DataRow("12345678901234567890123456789012345678901234567890123456789012345678901234567890", "9b752e45573d4b39f4dbd3323cab82bf63326bfb")]
    public void Ripemd160Examples(string message, string hash)
    {
        Assert.AreEqual(hash, Hex.Text(Ripemd160.Hash(Hex.Ascii(message))));
    }

    [TestMethod]
    public void AStreamHashesTheSameInAnyPieces()
    {
        byte[] message = new byte[200];
        for (int i = 0; i < message.Length; i++)
        {
            message[i] = (byte)(i * 7);
        }

        for (int first = 0; first <= 140; first++)
        {
            Sha256Stream stream = new Sha256Stream();
            stream.Update(message, 0, first);
            stream.Update(message, first, 60);
            Sha256Stream fork = stream.Fork();
            string whole = Hex.Text(Sha256.Hash(message, 0, first + 60));
            Assert.AreEqual(whole, Hex.Text(stream.Finish()));
            Assert.AreEqual(whole, Hex.Text(fork.Finish()));
        }
    }

    [TestMethod]
    public void TwiceAndTaggedAndHash160()
    {
        Assert.AreEqual("9595c9df90075148eb06860365df33584b75bff782a510c6cd4883a419833d50", Hex.Text(Sha256.HashTwice(Hex.Ascii("hello"))));
        // Hash160 of the generator: BIP 173 test vector P2WPKH.
        Assert.AreEqual(
            "751e76e8199196d454941c45d1b3a323f1433bd6",
            Hex.Text(Hash160.Of(Hex.Bytes("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"))));
        byte[] tag = Sha256.Hash(Hex.Ascii("BIP0340/nonce"));
        Sha256Stream byHand = new Sha256Stream();
        byHand.Update(tag);
        byHand.Update(tag);
        byHand.Update(Hex.Ascii("message"));
        Assert.AreEqual(Hex.Text(byHand.Finish()), Hex.Text(TaggedHash.Of(Hex.Ascii("BIP0340/nonce"), Hex.Ascii("message"))));
    }
}
