using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>
/// 144 for onchaind: takes an output of a commitment that the peer had revoked. 14: the same signature in advance, after every revocation,
/// for watchtower plugins; nobody in the node verifies that one, and a setting withholds it.
/// </summary>
internal sealed record SignPenaltyToUs(
    ChannelName? Named,
    byte[] RevocationSecret,
    SpendingTransaction Spending,
    byte[] WitnessScript,
    uint InputIndex) : IHsmdRequest
{
    public static SignPenaltyToUs ParseOfClient(HsmdReader reader) => new(null, reader.Hash(), reader.Transaction(), reader.Blob(), 0);

    public static SignPenaltyToUs ParseAny(HsmdReader reader)
    {
        byte[] secret = reader.Hash();
        SpendingTransaction spending = reader.Transaction();
        byte[] script = reader.Blob();
        uint inputIndex = reader.U32();
        return new SignPenaltyToUs(new ChannelName(reader.Point(), reader.U64()), secret, spending, script, inputIndex);
    }

    public byte[] LastResort(bool isPassing) => SignTxReply.Placeholder;

    public HsmdAnswer Answer(RequestScope scope)
    {
        if (Named == null && scope.Session.States is { IsOn: true } states)
        {
            TellSweepKey(states, scope.Node);
        }

        if (Named == null && scope.Settings.WithholdPenaltyForWatchtowers)
        {
            return HsmdAnswer.Withheld(SignTxReply.Placeholder, "setting", "the setting withhold-watchtower-penalties withholds penalties for watchtowers");
        }

        ChannelName channel = Named ?? scope.Client.Channel;
        SweepSpend spend = SweepSpend.Read(scope.Node, Spending, InputIndex, WitnessScript);
        SignPenalty request = new() { ChannelId = channel.Id, RevocationSecret = RevocationSecret, Transaction = spend.Fields };
        byte[] signature = scope.Signer.Ask(request.Encode, SignPenaltyReply.Decode).Signature;
        scope.Check.RequireSpend(spend.Spend(SignatureHash.All), signature, RevocationPoint(scope, channel), "a penalty");
        return HsmdAnswer.Reply(SignTxReply.Of(signature, SignatureHash.All));
    }

    /// <summary>The penalty that the node would publish pays to a key that its wallet watches: so do the towers' sweeps.</summary>
    private void TellSweepKey(IStateKeeper states, NodeFacts node)
    {
        foreach (WalletOutputFields output in OutputNumbers.Of(node, Spending.Psbt).Where(output => output.HasKeyIndex))
        {
            states.SweepsTo(output.KeyIndex, ScriptShape.IsP2tr(output.Script));
        }
    }

    private byte[] RevocationPoint(RequestScope scope, ChannelName channel) =>
        ScriptShape.IsDelayed(WitnessScript, out byte[] point, out _)
            ? point
            : scope.Check.RevocationPoint(scope.Keys(channel).Basepoints.Revocation, scope.Check.PointOf(RevocationSecret));
}
