using System.Text.Json.Nodes;
using Holdfast.IntentLog;
using Holdfast.NodeRequests.Rules;

namespace Holdfast.Dashboard.Pictures;

/// <summary>What holdfast-hsmd says: in its file, and on its socket.</summary>
internal static class BridgeLook
{
    public const string SocketName = "holdfast-hsmd.sock";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    /// <param name="folder">The node's directory.</param>
    /// <param name="stateFolder">Where the bridge's file is: beside the intent log.</param>
    public static NodePicture Add(NodePicture picture, string folder, string stateFolder)
    {
        JsonObject? state = BridgeStateFile.Read(stateFolder, out string trouble);
        JsonObject? said = state == null ? null : Ask(folder, out trouble);
        JsonNode? diary = said.Part("diary");
        BridgePicture bridge = new()
        {
            IsRunning = state != null,
            Answers = said != null,
            Trouble = trouble,
            DeviceAnswers = state.Flag("device_answers") ?? false,
            DeviceTrouble = state.Text("device_trouble"),
            DeviceSince = state.Seconds("device_since"),
            Started = state.Seconds("started"),
            HasPlugin = said.Flag("plugin") ?? false,
            Held = state.Part("held") is { } held
                ? new HeldRequestPicture((int)held.Count("message"), held.Seconds("since") ?? picture.At, held.Text("tag"), held.Text("sentence"))
                : null,
            Placeholders = state.Each("placeholders").Count(),
            Running = diary.Each("running").Select(Request).FirstOrDefault(),
        };
        return picture with
        {
            Bridge = bridge,
            Device = said.Part("device") is { } device ? Device(device) : null,
            Requests = [.. diary.Each("requests").Select(Request)],
            Refusals = [.. diary.Each("refusals").Select(Refusal)],
        };
    }

    /// <summary>What a person can do about a refusal; a sentence for every tag.</summary>
    public static string WhatToDo(string tag) => RuleBook.Read().WhatToDo(tag) ?? "Nothing was signed and nothing changed. The node's log says more.";

    private static JsonObject? Ask(string folder, out string trouble)
    {
        JsonObject? said = LineSocket.Ask(Path.Combine(folder, SocketName), new JsonObject { ["method"] = "picture" }, "\n", s_patience, out trouble);
        if (said.Text("error") is { Length: > 0 } error)
        {
            trouble = error;
            return null;
        }

        return said;
    }

    private static DevicePicture? Device(JsonObject said)
    {
        JsonNode? figures = said.Part("figures");
        return new DevicePicture
        {
            Line = said.Text("line"),
            IsAuthenticated = said.Flag("authenticated") ?? false,
            Trouble = said.Text("trouble"),
            Answered = said.Milliseconds("answered_ms"),
            State = figures.Text("state"),
            Sentence = figures.Text("sentence"),
            Network = figures.Text("network"),
            Board = figures.Text("board"),
            Firmware = figures.Text("firmware"),
            Uptime = TimeSpan.FromMilliseconds(Math.Min(figures.Count("uptime_ms"), (ulong)TimeSpan.FromDays(36500).TotalMilliseconds)),
            FreeMemoryBytes = figures.Count("free_memory_bytes"),
            Sequence = figures.Count("sequence"),
            Channels = (int)figures.Count("channels"),
            ChannelsMax = (int)figures.Count("channels_max"),
            Repairs = (int)figures.Count("repairs"),
            Receipt = figures.Text("receipt"),
            Approvals = figures.Part("approvals") is { } approvals
                ? new ApprovalsPicture(approvals.Count("hour_msat"), approvals.Count("day_msat"), [.. approvals.Each("list").Select(Approval)])
                : null,
            Chain = figures.Part("chain") is { } chain && chain.Flag("fed") == true
                ? new ChainPicture((uint)chain.Count("height"), chain.Seconds("time") ?? default, chain.Flag("in_force") ?? false, chain.Flag("behind") ?? false)
                : null,
        };
    }

    private static ApprovalPicture Approval(JsonObject approval) =>
        new(approval.Text("hash_start"), approval.Count("msat"), approval.Seconds("expires") ?? default, approval.Flag("expired") ?? false);

    private static RequestPicture Request(JsonObject request) => new(
        (int)request.Count("message"), request.Text("name"), request.Text("channel"), request.Milliseconds("at_ms") ?? default, request.Real("elapsed_ms"), request.Text("kind"));

    private static RefusalPicture Refusal(JsonObject refusal) => new(
        refusal.Text("name") is { Length: > 0 } name ? name : "message " + refusal.Count("message"), refusal.Text("channel"), refusal.Milliseconds("at_ms") ?? default,
        refusal.Text("tag"), refusal.Text("rule"), refusal.Text("sentence"), WhatToDo(refusal.Text("tag")));
}
