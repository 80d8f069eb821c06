using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Protocol;

namespace Holdfast.Unit.Desktop.Protocol;

[TestClass]
public class ChainHashTests
{
    // The first blocks of these networks differ in time, difficulty and nonce only.
    [DataRow(1, 1231006505u, 0x1d00ffffu, 2083236893u)]
    [DataRow(2, 1296688602u, 0x1d00ffffu, 414098458u)]
    [DataRow(4, 1598918400u, 0x1e0377aeu, 52613770u)]
    [DataRow(5, 1296688602u, 0x207fffffu, 2u)]
    [TestMethod]
    public void ItIsTheIdOfTheFirstBlock(int network, uint time, uint bits, uint nonce)
    {
        byte[] header = new byte[80];
        header[0] = 1;
        Hex.Bytes("3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a").CopyTo(header, 36);
        Put(header, 68, time);
        Put(header, 72, bits);
        Put(header, 76, nonce);
        Assert.AreEqual(Hex.Text(Sha256.HashTwice(header)), Hex.Text(ChainHash.Of((Network)network)));
    }

    [TestMethod]
    public void TheFourthTestNetworkStartsWithABlockOfItsOwn()
    {
        Assert.AreEqual("43f08bdab050e35b567c864b91f47f50ae725ae2de53bcfbbaf284da00000000", Hex.Text(ChainHash.Of(Network.Testnet4)));
    }

    [TestMethod]
    public void NoNetworkHasNoChain()
    {
        Expect.Throws(typeof(FaultException), () => ChainHash.Of(Network.None));
    }

    private static void Put(byte[] header, int at, uint value)
    {
        for (int i = 0; i < 4; i++)
        {
            header[at + i] = (byte)(value >> (8 * i));
        }
    }
}
