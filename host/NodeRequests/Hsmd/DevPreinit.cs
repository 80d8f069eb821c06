using Holdfast.Bytes;
using Holdfast.NodeRequests.Wire;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>
/// 99: switches of lightningd's developer mode, before anything else. The only message without a reply. The switch that makes hsmd warn about a
/// long search for short signatures does not concern a signer that always finds one.
/// </summary>
/// <param name="FailsPreapprove">`dev-hsmd-fail-preapprove`: every preapproval is declined.</param>
/// <param name="HasNoPreapproveCheck">`dev-hsmd-no-preapprove-check`: 51 and 52 are not among the capabilities.</param>
internal sealed record DevPreinit(bool FailsPreapprove, bool HasNoPreapproveCheck) : IHsmdRequest
{
    public static DevPreinit Parse(HsmdReader reader)
    {
        Dictionary<ulong, byte[]> switches = reader.Tlvs(1, 3, 5);
        return new DevPreinit(Flag(switches, 1), Flag(switches, 3));
    }

    public HsmdAnswer Answer(RequestScope scope)
    {
        scope.Session.Developer = this;
        return HsmdAnswer.NoReply;
    }

    private static bool Flag(Dictionary<ulong, byte[]> switches, ulong type) => switches.TryGetValue(type, out byte[]? value) && value switch
    {
        [0] => false,
        [1] => true,
        _ => throw new MalformedException("a switch that is neither on nor off"),
    };
}
