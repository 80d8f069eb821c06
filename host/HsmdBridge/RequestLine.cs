using Holdfast.NodeRequests;

namespace Holdfast.HsmdBridge;

/// <summary>A request's line in the node's log.</summary>
internal static class RequestLine
{
    public static int Number(byte[] request) => (request[0] << 8) | request[1];

    public static string Of(byte[] request, string what, HsmdAnswer answer) =>
        "Message " + Number(request) + " " + what + " (" + (answer.Rule.Length == 0 ? "" : answer.Rule + ", ") + answer.Tag + "): " + answer.Sentence;

    /// <summary>Says what was refused or failed, and what a person can do about it.</summary>
    public static void Report(StatusSocket status, HsmdClient client, byte[] request, HsmdAnswer answer)
    {
        bool isRule = answer.Kind == HsmdAnswerKind.Refused;
        string line = Of(request, isRule ? "refused" : "failed", answer) + " " + RefusalAdvice.For(answer.Tag);
        status.Log(isRule ? StatusLevel.Unusual : StatusLevel.Broken, line, client.Dbid != 0 ? client.Peer : null);
    }
}
