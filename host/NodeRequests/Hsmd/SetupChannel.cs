using Holdfast.Bytes;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>
/// 31: everything about a channel that stays, once its funding output is known; again for each splice, and for an opening that starts over.
/// </summary>
internal sealed record SetupChannel(
    bool IsOutbound,
    ulong ValueSat,
    ulong Push,
    byte[] FundingTxid,
    ushort FundingVout,
    ushort LocalToSelfDelay,
    byte[] HolderShutdownScript,
    uint? HolderShutdownIndex,
    HsmdBasepoints CounterpartyBasepoints,
    byte[] CounterpartyFundingPoint,
    ushort RemoteToSelfDelay,
    byte[] CounterpartyShutdownScript,
    byte[] ChannelFeatures) : IHsmdRequest
{
    private const int StaticRemoteKeyBit = 12;
    private const int AnchorsBit = 20;
    private const int AnchorsZeroFeeBit = 22;

    public static SetupChannel Parse(HsmdReader reader) => new(
        reader.Bool(),
        reader.U64(),
        reader.U64(),
        reader.Hash(),
        reader.U16(),
        reader.U16(),
        reader.Blob(),
        reader.Bool() ? reader.U32() : null,
        HsmdBasepoints.Read(reader),
        reader.Point(),
        reader.U16(),
        reader.Blob(),
        reader.Blob());

    public HsmdAnswer Answer(RequestScope scope)
    {
        ChannelName channel = scope.Client.Channel;
        Protocol.SetupChannel request = new()
        {
            Peer = channel.Peer,
            Dbid = channel.Dbid,
            IsOutbound = IsOutbound,
            ValueSat = ValueSat,
            Push = Push,
            FundingTxid = FundingTxid,
            FundingVout = FundingVout,
            // A side's to_self_delay binds the other side's outputs (BOLT 2, open_channel).
            HolderDelayBlocks = RemoteToSelfDelay,
            HolderShutdownScript = HolderShutdownScript,
            HasHolderShutdownIndex = HolderShutdownIndex != null,
            HolderShutdownIndex = HolderShutdownIndex ?? 0,
            CounterpartyBasepoints = new BasepointFields
            {
                Revocation = CounterpartyBasepoints.Revocation,
                Payment = CounterpartyBasepoints.Payment,
                Htlc = CounterpartyBasepoints.Htlc,
                Delayed = CounterpartyBasepoints.DelayedPayment,
            },
            CounterpartyFundingPoint = CounterpartyFundingPoint,
            CounterpartyDelayBlocks = LocalToSelfDelay,
            CounterpartyShutdownScript = CounterpartyShutdownScript,
            ChannelType = Type(),
        };
        byte[] id = scope.Signer.Ask(channel, request.Encode, SetupChannelReply.Decode).ChannelId;
        if (!Check.Same(id, channel.Id))
        {
            throw new SignatureMismatchException("the channel's name");
        }

        scope.Memory(channel).HolderShutdownScript = HolderShutdownScript;
        return HsmdAnswer.Reply(new HsmdWriter(HsmdType.SetupChannelReply).ToArray());
    }

    /// <summary>The kinds of commitment that the device can build; other feature bits of the type do not change the transactions.</summary>
    private byte Type()
    {
        if (!Has(StaticRemoteKeyBit))
        {
            throw new MalformedException("channels without option_static_remotekey are not supported");
        }

        return Has(AnchorsZeroFeeBit) ? (byte)2 : Has(AnchorsBit) ? (byte)1 : (byte)0;
    }

    /// <summary>Feature bits count from the last byte; a feature may be set as its even (required) or its odd bit.</summary>
    private bool Has(int evenBit)
    {
        int at = ChannelFeatures.Length - 1 - (evenBit / 8);
        return at >= 0 && (ChannelFeatures[at] & (3 << (evenBit % 8))) != 0;
    }
}
