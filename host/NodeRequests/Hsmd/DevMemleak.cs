using Holdfast.NodeRequests.Wire;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>33: developer mode asks whether memory leaked. There is a garbage collector.</summary>
internal sealed class DevMemleak : IHsmdRequest
{
    public HsmdAnswer Answer(RequestScope scope) => HsmdAnswer.Reply(new HsmdWriter(HsmdType.DevMemleakReply).Bool(false).ToArray());
}
