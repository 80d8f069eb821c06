using System.Text.Json.Nodes;
using Holdfast.Bytes;
using Holdfast.DeviceLink;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests;

/// <summary>
/// What the device says of itself, for a person who looks: its plain figures, what its owner approved, and how far its chain is. It is asked only when somebody looks and the
/// last answer has become old, however many look; nobody waits long for it, because the device may be asking its owner meanwhile.
/// </summary>
internal sealed class DevicePicture(SignerClient signer, TimeProvider clock)
{
    private static readonly TimeSpan s_old = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(800);
    private static readonly Asker s_brief = new() { AwayMax = TimeSpan.FromSeconds(2) };

    private readonly Lock _gate = new();
    private Task _asking = Task.CompletedTask;
    private JsonObject? _figures;
    private string _trouble = string.Empty;
    private DateTimeOffset? _asked;
    private DateTimeOffset? _answered;

    /// <summary>The newest that is known. `answered_ms` is null when the device has never answered; `asking` is true while it has not answered yet.</summary>
    public JsonObject Show()
    {
        Task asking;
        lock (_gate)
        {
            if (_asking.IsCompleted && (_asked is not { } last || clock.GetUtcNow() - last >= s_old))
            {
                _asked = clock.GetUtcNow();
                _asking = Task.Run(Ask);
            }

            asking = _asking;
        }

        bool isAsking = !asking.Wait(s_patience);
        lock (_gate)
        {
            return new JsonObject
            {
                ["line"] = signer.LineName,
                ["authenticated"] = signer.IsAuthenticated,
                ["asking"] = isAsking,
                ["answered_ms"] = _answered?.ToUnixTimeMilliseconds(),
                ["trouble"] = _trouble,
                ["figures"] = _figures?.DeepClone(),
            };
        }
    }

    private void Ask()
    {
        try
        {
            StatusReply status = Ask(new Status().Encode(), StatusReply.Decode);
            JsonObject figures = Of(status);
            if (status.State == DeviceState.Ready)
            {
                figures["approvals"] = Approvals(Ask(new ReadApprovals().Encode(), ReadApprovalsReply.Decode));
                figures["chain"] = Chain(Ask(new ReadChain().Encode(), ReadChainReply.Decode));
            }

            lock (_gate)
            {
                _figures = figures;
                _answered = clock.GetUtcNow();
                _trouble = string.Empty;
            }
        }
        catch (Exception no) when (no is not OutOfMemoryException)
        {
            lock (_gate)
            {
                _trouble = no is OperationCanceledException ? "this program is at its end" : no.Message;
            }
        }
    }

    private T Ask<T>(byte[] message, Func<ByteReader, T> decode) => decode(new ByteReader(signer.Exchange(message, s_brief).Body));

    private JsonObject Of(StatusReply status) => new()
    {
        ["state"] = status.State.ToString(),
        ["stop_reason"] = status.StopReason.ToString(),
        ["sentence"] = Printable.Of(status.Sentence),
        ["network"] = status.Network.ToString(),
        ["board"] = Printable.Of(status.Board),
        ["firmware"] = Printable.Of(status.FirmwareVersion),
        ["runtime"] = Printable.Of(status.RuntimeVersion),
        ["uptime_ms"] = status.UptimeMs,
        ["free_memory_bytes"] = status.FreeMemoryBytes,
        ["sequence"] = status.JournalSequence,
        ["commits"] = status.Commits,
        ["channels"] = status.Channels,
        ["channels_max"] = status.ChannelsMax,
        ["recovery"] = status.Recovery.ToString(),
        ["repairs"] = status.Repairs,
        ["requests"] = status.Requests,
        ["refusals"] = status.Refusals,
        ["sessions"] = status.Sessions,
        ["last_refusal_tag"] = Printable.Of(status.LastRefusalTag),
        ["last_refusal_sentence"] = Printable.Of(status.LastRefusalSentence),
        ["receipt"] = signer.ReceiptResult.ToString(),
    };

    private static JsonObject Approvals(ReadApprovalsReply approvals) => new()
    {
        ["hour_msat"] = approvals.HourMsat,
        ["day_msat"] = approvals.DayMsat,
        ["list"] = new JsonArray([.. approvals.Approvals.Select(approval => (JsonNode)new JsonObject
        {
            ["hash_start"] = Convert.ToHexStringLower(approval.HashStart),
            ["msat"] = approval.ApprovedMsat,
            ["expires"] = approval.Expires,
            ["expired"] = approval.IsExpired,
        })]),
    };

    private static JsonObject Chain(ReadChainReply chain) => new()
    {
        ["fed"] = chain.IsFed,
        ["in_force"] = chain.IsInForce,
        ["behind"] = chain.IsBehind,
        ["height"] = chain.Height,
        ["time"] = chain.Time,
    };
}
