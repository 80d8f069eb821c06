using Holdfast.Dashboard.Pictures;

namespace Holdfast.Dashboard.Page;

/// <summary>How serious the sentence at the top is; its name is the class of the box.</summary>
internal enum Mood
{
    Calm,
    Wait,
    Trouble,
}

/// <summary>The one sentence for somebody who looks for a second, and what to do.</summary>
internal sealed record Headline(Mood Mood, string Title, string WhatToDo)
{
    /// <summary>Longer than any request takes that does not wait for a person or a cable.</summary>
    private const double LongMs = 1_500;

    /// <summary>The most urgent thing first.</summary>
    public static Headline Of(NodePicture picture)
    {
        BridgePicture bridge = picture.Bridge;
        FindingPicture? unsafeOne = picture.Findings.Concat(picture.Channels.SelectMany(channel => channel.Findings)).FirstOrDefault(finding => !finding.IsSafe);
        return bridge switch
        {
            { IsRunning: false } when !Directory.Exists(picture.Folder) => new(Mood.Trouble, "This directory does not exist: " + picture.Folder,
                "Start the dashboard with --node FOLDER, where FOLDER is the node's network directory, for example ~/.lightning/bitcoin."),
            { IsRunning: false } => new(Mood.Trouble, "No bridge is running for this node.",
                "Start lightningd with subdaemon=hsmd:/usr/lib/holdfast/holdfast-hsmd in its configuration. If it runs, this is another node's directory: use --node FOLDER. "
                + "`holdfast doctor install` "
                + "says what is missing."),
            { DeviceAnswers: false } => new(Mood.Trouble,
                "The signer does not answer" + (bridge.DeviceSince is { } since ? " since " + Say.Span(picture.At - since) : string.Empty) + ".",
                "Look at its cable and its light. Requests are held until it is back, and nothing is lost. " + Sentence(bridge.DeviceTrouble)),
            { Held: { } held } => new(Mood.Trouble, $"lightningd waits for message {held.Message} since {Say.Span(picture.At - held.Since)}.",
                Sentence(held.Sentence) + " " + BridgeLook.WhatToDo(held.Tag)),
            { Answers: false } => new(Mood.Wait, "The bridge is running, but does not answer on its socket.", Sentence(bridge.Trouble) + " If this stays, restart lightningd."),
            _ when picture.Device is { State: "Stopped" } stopped => new(Mood.Trouble, "The device has stopped signing until a person looks at it.",
                Sentence(stopped.Sentence) + " Power-cycle it and run `holdfast doctor`."),
            _ when picture.Device is { State: "Blank" } => new(Mood.Trouble, "The device is blank.",
                "It has no keys. Run `holdfast init`, or connect the device that this node was set up with."),
            _ when picture.Device is { State: "Locked" } => new(Mood.Trouble, "The device is locked.",
                "The bridge's host half does not open it. Name the right file with host-half= in holdfast.conf."),
            _ when unsafeOne != null => new(Mood.Trouble,
                "It is not safe to continue" + (unsafeOne.Channel.Length > 0 ? " on channel " + Say.Channel(unsafeOne.Channel) : string.Empty) + ".",
                unsafeOne.Sentence + (unsafeOne.Exits.Count > 0 ? " Safe ways out: " + string.Join("; ", unsafeOne.Exits) + "." : string.Empty)),
            { Running: { Milliseconds: > LongMs } running } => new(Mood.Wait,
                $"The device has been working on “{Say.Words(running.Name)}” for {Say.Span(TimeSpan.FromMilliseconds(running.Milliseconds))}.",
                "If its light asks for it, press its button. It waits up to 25 seconds, then refuses."),
            _ when picture.Log.Pending.Any(open => picture.At - open.Begun > TimeSpan.FromMinutes(1)) => new(Mood.Wait,
                (picture.Log.Pending.Count == 1 ? "One intent was" : picture.Log.Pending.Count + " intents were") + " never answered.",
                "The bridge asks for exactly the same again when the channel continues. The channel below says whether that is safe."),
            _ when picture.Log.Trouble.Length > 0 => new(Mood.Wait, "The intent log cannot be read.", Sentence(picture.Log.Trouble)),
            _ when picture.Device is { Repairs: > 0 } worn => new(Mood.Wait, "The device repaired its flash " + Count(worn.Repairs, "time") + " since it started.",
                "All is in order now. If the number grows, plan to move to another device."),
            _ => new(Mood.Calm, "All is well.", Calm(picture)),
        };
    }

    public Html Write(NodePicture picture) => Html.Of($"""
        <div class="headline {Mood.ToString().ToLowerInvariant()}" role="status">
        <span class="sign" aria-hidden="true">{Mood switch { Mood.Calm => "✓", Mood.Wait => "…", _ => "!" }}</span>
        <div><h1>{Title}</h1><p>{Html.Sentence(WhatToDo)}</p></div>
        <p class="when quiet">{picture.At.ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)}&#160;UTC</p></div>
        """);

    private static string Calm(NodePicture picture) => picture switch
    {
        { Device: null } => "The device answers, and nothing waits.",
        { Channels.Count: 0 } => "The device answers. There are no channels yet: open one, and it appears here.",
        _ when picture.Channels.Any(channel => channel.Findings.Any(found => found.Finding is "ContentRefused" or "IntentOpen")) =>
            "The device answers. One channel continues when its peer does; below is which.",
        _ => "The device answers, nothing waits, and " + Count(picture.Channels.Count, "channel")
            + (picture.Channels.Count == 1 ? " agrees" : " agree") + " with it, as far as node and log say.",
    };

    private static string Count(int count, string noun) => count + " " + noun + (count == 1 ? string.Empty : "s");

    /// <summary>Begins with a capital letter and ends with a point.</summary>
    private static string Sentence(string text) => text.Length == 0 ? string.Empty : char.ToUpperInvariant(text[0]) + text[1..].TrimEnd('.') + ".";
}
