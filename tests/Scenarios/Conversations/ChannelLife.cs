using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.Scenarios.Conversations;

/// <summary>What a channel does all day: opening, payments both ways, many at once, a fee update, closing, and being forgotten.</summary>
public static class ChannelLife
{
    public static void AsOpener(IScenarioDevice device) => Live(device, ScenarioChannel.Open(device), weOpen: true);

    public static void AsAccepter(IScenarioDevice device) => Live(device, ScenarioChannel.Open(device, weOpen: false), weOpen: false);

    private static void Live(IScenarioDevice device, ScenarioChannel channel, bool weOpen)
    {
        channel.Pay(20_000_000);
        channel.Pay(5_000_000, byUs: false);

        for (ulong i = 0; i < 4; i++)
        {
            channel.Offer(2_000_000 + i);
            channel.Offer(1_000_000 + i, byUs: false);
        }

        channel.Settle();
        if (weOpen)
        {
            Assert.IsTrue(channel.Node.ChangeFee(3_000));
            channel.Settle();
        }

        Finish(channel);
        ChannelState state = channel.Node.State;
        Assert.AreEqual(0, state.Htlcs.Count);

        byte[] script = [0x00, 0x14, .. new byte[20]];
        SignMutualClose close = new()
        {
            ChannelId = channel.ChannelId,
            FundingPrefix = state.Terms.FundingPrefix,
            ToHolderSat = 0,
            ToCounterpartySat = state.Terms.ValueSat - 1_000,
            HolderScript = script,
            CounterpartyScript = script,
            Sequence = 0xffffffff,
        };
        Assert.ThrowsExactly<SignerRefusedException>(() => device.Client.Ask(close), "a close that gives everything away");
        device.Client.Ask(new ForgetChannel { ChannelId = channel.ChannelId });
        SignerNotReadyException gone = Assert.ThrowsExactly<SignerNotReadyException>(
            () => device.Client.Ask(new RevokeHolderCommitment { ChannelId = channel.ChannelId, Number = 0 }));
        Assert.AreEqual(ErrorCode.UnknownChannel, gone.Code);
    }

    // Fulfils what the peer offered and lets the peer fail what the holder offered.
    private static void Finish(ScenarioChannel channel)
    {
        foreach (NodeHtlc htlc in channel.Node.State.Htlcs)
        {
            Assert.IsTrue(htlc.OfferedByUs
                ? channel.Peer.Remove(htlc.Id, HtlcRemoval.Failed)
                : channel.Node.Remove(htlc.Id, HtlcRemoval.Fulfilled));
        }

        channel.Settle();
    }
}
