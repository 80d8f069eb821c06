using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>Two channels whose 16-byte names are the same, which takes 2^64 tries to find: here the first is put into the book under the other's name.</summary>
[TestClass]
public class ChannelNameTests
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void AnotherChannelOfTheSameNameIsMalformed(bool hasSamePeer)
    {
        TestPair pair = new();
        SignerContext signer = TestSigner.Of(0x11);
        SetupChannel setup = pair.Setup(true, 1);
        Ask(signer, SetupChannelHandler.Handle, setup.Encode());
        int slot = signer.SlotOf(setup.Peer, setup.Dbid);
        Channel known = signer.Channels.At(slot);

        byte[] peer = hasSamePeer ? setup.Peer : pair.OurNode;
        ulong dbid = hasSamePeer ? 7 : setup.Dbid;
        Holdfast.Unit.Channels.Sample.Put(signer.Channels, slot, new Channel(ChannelId.Of(peer, dbid), known.Terms, known.Fundings[0]));
        setup.Peer = peer;
        setup.Dbid = dbid;
        setup.FundingTxid = TestPair.Txid(2);
        Assert.ThrowsExactly<MalformedException>(() => Ask(signer, SetupChannelHandler.Handle, setup.Encode()));
        Assert.ThrowsExactly<MalformedException>(() => Ask(signer, NewChannelHandler.Handle, new NewChannel { Peer = peer, Dbid = dbid }.Encode()));
        Assert.ThrowsExactly<MalformedException>(
            () => Ask(signer, GetPerCommitmentPointHandler.Handle, new GetPerCommitmentPoint { Peer = peer, Dbid = dbid, Number = 0 }.Encode()));
        Assert.ThrowsExactly<MalformedException>(() => Ask(signer, ChannelKeysHandler.Handle, new ChannelKeys { Peer = peer, Dbid = dbid }.Encode()));
        Assert.AreEqual(1, signer.Channels.At(slot).Fundings.Length);
    }

    private static byte[] Ask(SignerContext signer, Func<ByteReader, SignerContext, byte[]> handle, byte[] message)
    {
        signer.Owner.Begin(message, message.Length);
        return handle(new ByteReader(message, 1, message.Length - 1), signer);
    }
}
