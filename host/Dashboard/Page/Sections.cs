using Holdfast.Dashboard.Pictures;
using Holdfast.Doctor;

namespace Holdfast.Dashboard.Page;

/// <summary>The page's sections in their order. Each is replaced as a whole when what it shows has changed.</summary>
internal static class Sections
{
    private const int RequestsMax = 12;
    private const int RefusalsMax = 8;

    /// <summary>Identifier of the element, and its content.</summary>
    public static IReadOnlyList<(string Id, Html Content)> Of(NodePicture picture) =>
    [
        ("headline", Headline.Of(picture).Write(picture)),
        ("chart", Chart.Of(picture)),
        ("tiles", Tiles(picture)),
        ("channels", Channels.Of(picture)),
        ("refusals", Refusals(picture)),
        ("requests", Requests(picture)),
        ("intents", Intents(picture)),
        ("approvals", Approvals(picture)),
        ("held", Held(picture)),
        ("towers", Towers(picture)),
    ];

    private static Html Tiles(NodePicture picture)
    {
        if (picture.Device is not { } device)
        {
            return Html.Of($"""<div class="empty"><p>The device's own figures are shown while the bridge runs.</p></div>""");
        }

        double life = FlashLife.UsedPercent(device.Sequence);
        bool isSame = picture.Log.ReceiptSequence == device.Sequence;
        return Html.Of($"""
            <dl class="tiles">
            {Tile("Device", device.Board.Length > 0 ? device.Board : "unknown",
                device.State.Length == 0 ? "has not answered yet" : $"{Say.Words(device.State)}, firmware {device.Firmware}, up for {Say.Span(device.Uptime)}")}
            {Tile("Link", device.Line, device.IsAuthenticated ? "authenticated and sealed" : "not authenticated: anybody could have said this", device.IsAuthenticated)}
            {Tile("Chain", device.Chain is { } chain ? "block " + Say.Number(chain.Height) : "not shown yet",
                device.Chain is { } known ? (known.IsBehind ? "behind what it has seen" : known.IsInForce ? "its rules are in force" : "its rules are not in force")
                : device.Network)}
            {Tile("Receipt",
                device.Receipt switch { "DeviceOlder" => "rolled back", "Foreign" => "foreign", _ => picture.Log.ReceiptSequence is { } kept ? Say.Number(kept) : "none yet" },
                device.Receipt switch
                {
                    "DeviceOlder" => "the flash is older than this host's receipt: do not sign",
                    "Foreign" => "the receipt is another device's",
                    _ => isSame ? "the host's receipt names the newest state" : "of " + Say.Number(device.Sequence) + " states, kept by this host",
                },
                device.Receipt is not ("DeviceOlder" or "Foreign"))}
            {Tile("Channels", $"{device.Channels} of {device.ChannelsMax}", "the journal has room for " + (device.ChannelsMax - device.Channels) + " more")}
            <div class="tile"><dt>Flash life</dt>
            <dd><strong>{(life < 0.01 ? "under 0.01" : life.ToString(life < 1 ? "0.00" : "0.0", System.Globalization.CultureInfo.InvariantCulture))}&#160;%</strong>
            {Meter(life / 100, "flash life used")}<span class="quiet">used by {Say.Number(device.Sequence)} commits, estimated</span></dd></div>
            </dl>
            """);
    }

    private static Html Refusals(NodePicture picture) => Html.Of($"""
        <h2>Refusals</h2>
        {(picture.Refusals.Count == 0
            ? Html.Of($"""<p class="empty">None. When a rule says no, its reason and the way out are here.</p>""")
            : Rows(picture.Refusals.Take(RefusalsMax), refusal => Html.Of($"""
                <li><p><strong>{Say.Words(refusal.What)}</strong>{Where(refusal.Channel)} <span class="quiet">{Say.Ago(picture.At, refusal.At)}</span></p>
                {Html.When(refusal.Sentence.Length > 0, () => Html.Of($"<p>{refusal.Sentence}</p>"))}
                <p class="todo">{Html.Sentence(refusal.WhatToDo)}</p><p><code>{refusal.Tag}</code></p></li>
                """)))}
        """);

    private static Html Requests(NodePicture picture)
    {
        double most = Math.Max(1, picture.Requests.Take(RequestsMax).Select(request => request.Milliseconds).DefaultIfEmpty().Max());
        return Html.Of($"""
            <h2>Last requests</h2>
            {(picture.Requests.Count == 0
                ? Html.Of($"""<p class="empty">{(picture.Bridge.Answers ? "The node has asked nothing yet." : "Shown while the bridge runs.")}</p>""")
                : Table(picture.Requests.Take(RequestsMax), request => Html.Of($"""
                        <tr><th scope="row">{(request.Name.Length > 0 ? Say.Words(request.Name) : "message " + request.Message)}
                        {Html.When(request.Kind is "Refused" or "Failed", () => Html.Of($""" <span class="badge bad">{Say.Words(request.Kind)}</span>"""))}</th>
                        <td>{(request.Channel.Length > 0 ? Say.Channel(request.Channel) : "node")}</td><td>{Say.Ago(picture.At, request.At)}</td>
                        <td class="number">{Say.Milliseconds(request.Milliseconds)}{Meter(request.Milliseconds / most, string.Empty)}</td></tr>
                        """)))}
            """);
    }

    private static Html Intents(NodePicture picture) => Html.Of($"""
        <h2>Intents pending</h2>
        {(picture.Log.Trouble.Length > 0 ? Html.Of($"""<p class="empty">{picture.Log.Trouble}</p>""")
            : picture.Log.Pending.Count == 0
            ? Html.Of($"""<p class="empty">None. Everything that was asked for has its answer in the log.</p>""")
            : Rows(picture.Log.Pending, open => Html.Of($"""
                <li><p><strong>{Say.Words(open.Kind)}{(open.Number is { } number ? " " + number : string.Empty)}</strong>{Where(open.Channel)}
                <span class="quiet">begun {Say.Ago(picture.At, open.Begun)}</span></p></li>
                """)))}
        """);

    private static Html Approvals(NodePicture picture) => Html.Of($"""
        <h2>Approvals</h2>
        {(picture.Device?.Approvals is not { } approvals
            ? Html.Of($"""<p class="empty">The device says what it lets the node pay while it answers.</p>""")
            : Html.Of($"""
                <p>Approved without the button: <strong>{Say.Msat(approvals.HourMsat)}</strong> this hour, <strong>{Say.Msat(approvals.DayMsat)}</strong> this day.</p>
                {(approvals.List.Any(IsWaiting)
                    ? Rows(approvals.List.Where(IsWaiting), approval => Html.Of($"""
                        <li><p><strong>{Say.Msat(approval.Msat)}</strong> to <code>{Say.Short(approval.HashStart)}</code>
                        <span class="quiet">{(approval.IsExpired ? "expired" : "waits to be paid")}</span></p></li>
                        """))
                    : Html.Of($"""<p class="empty">No approved payment waits to be paid.</p>"""))}
                """))}
        """);

    private static Html Held(NodePicture picture) => !picture.Held.IsSetUp ? Html.Of($"""
        <h2>Held payments</h2><p class="empty">This node holds no payments. <code>holdfast hold</code> and the options of holdfast-plugin set it up.</p>
        """) : Html.Of($"""
        <h2>Held payments</h2>
        {Html.When(picture.Held.Trouble.Length > 0, () => Html.Of($"""<p class="empty">{picture.Held.Trouble}</p>"""))}
        {(picture.Held.Waiting.Count == 0
            ? Html.Of($"""<p class="empty">No payment waits. {picture.Held.OpenInvoices} hold invoices can be paid.</p>""")
            : Rows(picture.Held.Waiting, held => Html.Of($"""
                <li><p><strong>{Say.Msat(held.Msat)}</strong> in {held.Parts} {(held.Parts == 1 ? "part" : "parts")} for <code>{Say.Short(held.PaymentHash)}</code>
                <span class="badge">{Step(held.Step)}</span></p>
                <p class="quiet">{(held.Since is { } since ? "since " + Say.Span(picture.At - since) + ", " : string.Empty)}
                {(held.Expiry is { } block ? "until block " + Say.Number(block) + ", " : string.Empty)}preimage {(held.IsOfVault ? "in the device" : "with its owner")}</p>
                {Html.When(held.Note.Length > 0, () => Html.Of($"<p>{held.Note}</p>"))}</li>
                """)))}
        """);

    private static Html Towers(NodePicture picture) => !picture.Towers.AreSetUp ? Html.Of($"""
        <h2>Watchtowers</h2><p class="empty">None. A tower punishes a cheating peer while the node is off: <code>holdfast tower add PUBLICKEY@HOST</code>.</p>
        """) : Html.Of($"""
        <h2>Watchtowers</h2>
        {Html.When(picture.Towers.Trouble.Length > 0, () => Html.Of($"""<p class="empty">{picture.Towers.Trouble}</p>"""))}
        {Html.When(picture.Towers.OldestUnacknowledgedSeconds is > 0, () =>
            Html.Of($"""<p class="todo">A state that was revoked {Say.Span(TimeSpan.FromSeconds(picture.Towers.OldestUnacknowledgedSeconds ?? 0))} ago is at no tower yet.</p>"""))}
        {Rows(picture.Towers.Towers, tower => Html.Of($"""
            <li><p><strong>{tower.Address}</strong> <code>{Say.Short(tower.Key)}</code>
            {Html.When(tower.IsTrusted, () => Html.Of($"""<span class="badge good">relied on</span>"""))}
            {Html.When(!tower.IsActive, () => Html.Of($"""<span class="badge">not active</span>"""))}</p>
            {Meter(tower.Acknowledged + tower.Pending == 0 ? 1 : (double)tower.Acknowledged / (tower.Acknowledged + tower.Pending), "states that the tower has")}
            <p class="quiet">{Say.Number(tower.Acknowledged)} states there, {Say.Number(tower.Pending)} on the way
            {(tower.OldestPendingSeconds is > 0 ? ", the oldest for " + Say.Span(TimeSpan.FromSeconds(tower.OldestPendingSeconds ?? 0)) : string.Empty)}
            {(tower.Refused > 0 ? ", " + Say.Number(tower.Refused) + " refused" : string.Empty)}</p></li>
            """))}
        """);

    private static bool IsWaiting(ApprovalPicture approval) => approval.Msat > 0;

    private static string Step(string step) => step switch { "Open" => "waits for a decision", "SettleIntended" => "being settled",
        "CancelIntended" => "being cancelled", _ => Say.Words(step) };

    private static Html Rows<T>(IEnumerable<T> items, Func<T, Html> row) => Html.Of($"""<ul class="rows">{Html.Join(items.Select(row))}</ul>""");

    private static Html Table(IEnumerable<RequestPicture> requests, Func<RequestPicture, Html> row) => Html.Of($"""
        <table><thead><tr><th scope="col">Request</th><th scope="col">Channel</th><th scope="col">When</th><th scope="col" class="number">Time</th></tr></thead>
        <tbody>{Html.Join(requests.Select(row))}</tbody></table>
        """);

    private static Html Where(string channel) => Html.When(channel.Length > 0, () => Html.Of($" on {Say.Channel(channel)}"));

    private static Html Tile(string name, string value, string remark, bool isGood = true) => Html.Of($"""
        <div class="tile"><dt>{name}</dt><dd><strong>{value}</strong><span class="{(isGood ? "quiet" : "todo")}">{remark}</span></dd></div>
        """);

    /// <param name="part">0 to 1.</param>
    /// <param name="label">What it measures; empty where the number stands beside it.</param>
    private static Html Meter(double part, string label)
    {
        double percent = Math.Clamp(part, 0, 1) * 100;
        Html said = label.Length > 0 ? Html.Of($"role=\"img\" aria-label=\"{label}: {(long)Math.Round(percent)} percent\"") : Html.Of($"aria-hidden=\"true\"");
        return Html.Of($"""
            <svg class="meter" {said}><rect class="meter-all" width="100%" height="100%" rx="2"/><rect class="meter-part" width="{percent}%" height="100%" rx="2"/></svg>
            """);
    }
}
