using Holdfast.Bridge.Wire;

namespace Holdfast.Bridge.Hsmd;

/// <summary>
/// 99: switches of lightningd's developer mode, before anything else. The only message without a reply; none of them concerns a signer.
/// </summary>
internal sealed class DevPreinit : IHsmdRequest
{
    public static DevPreinit Parse(HsmdReader reader)
    {
        reader.Tlvs(1, 3, 5);
        return new DevPreinit();
    }

    public HsmdAnswer Answer(RequestScope scope) => HsmdAnswer.NoReply;
}
