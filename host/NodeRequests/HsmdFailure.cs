using System.Buffers.Binary;
using Holdfast.NodeRequests.Hsmd;
using Holdfast.NodeRequests.Wire;

namespace Holdfast.NodeRequests;

/// <summary>The answer to init of a bridge that has no signer to ask.</summary>
public static class HsmdFailure
{
    public static bool IsInit(byte[] request) => request.Length >= 2 && BinaryPrimitives.ReadUInt16BigEndian(request) == (ushort)HsmdType.Init;

    /// <summary>hsmd_init_reply_failure: lightningd prints the sentence and exits.</summary>
    public static byte[] OfInit(string sentence) => Init.Failure("holdfast: " + sentence);
}
