using Holdfast.Dashboard.Pictures;

namespace Holdfast.Dashboard.Page;

/// <summary>Each channel with its money, its number, and who is ahead.</summary>
internal static class Channels
{
    public static Html Of(NodePicture picture) => Html.Of($"""
        <h2>Channels</h2>
        {Html.When(picture.ComparisonTrouble.Length > 0 && picture.Channels.Count > 0, () => Html.Of(
            $"""<p class="quiet">Node and signer are compared while holdfast-plugin runs and lightningd answers; now they are not: {picture.ComparisonTrouble}</p>"""))}
        {(picture.Channels.Count == 0
            ? Html.Of($"""<p class="empty">No channel was signed for yet. <code>lightning-cli fundchannel</code> opens one.</p>""")
            : Html.Of($"""<ul class="cards">{Html.Join(picture.Channels.Select(channel => Card(picture, channel)))}</ul>"""))}
        """);

    private static Html Card(NodePicture picture, ChannelPicture channel)
    {
        (string ahead, bool isSafe) = Ahead(picture, channel);
        return Html.Of($"""
            <li class="card{(isSafe ? string.Empty : " bad")}">
            <h3>{(channel.Alias.Length > 0 ? channel.Alias : Say.Channel(channel.Name))}
            <span class="quiet">{(channel.ShortChannelId.Length > 0 ? channel.ShortChannelId : channel.Alias.Length > 0 ? Say.Channel(channel.Name) : string.Empty)}</span></h3>
            {Balance(channel)}
            <p class="badges"><span class="badge">{(channel.Number is { } number ? "commitment " + Say.Number(number) : "opening")}</span>
            {Order(channel)}
            {Html.When(channel.Htlcs > 0, () => Html.Of($"""<span class="badge">{channel.Htlcs} in flight</span>"""))}
            {(channel.IsConnected switch { true => Html.Of($"""<span class="badge good">connected</span>"""),
                false => Html.Of($"""<span class="badge">not connected</span>"""), null => Html.Empty })}
            {Html.When(channel.State is not ("" or "CHANNELD_NORMAL"), () => Html.Of($"""<span class="badge">{channel.State.Replace('_', ' ').ToLowerInvariant()}</span>"""))}</p>
            <p class="{(isSafe ? string.Empty : "todo")}">{ahead}</p>
            {Html.Join(channel.Findings.Where(found => found.Finding != "InStep").Select(found => Html.Of(
                $"""<p class="quiet">{found.Sentence}{(found.Exits.Count > 0 ? " Safe: " + string.Join("; ", found.Exits) + "." : string.Empty)}</p>""")))}
            </li>
            """);
    }

    /// <summary>Who remembers more than the others, in a sentence.</summary>
    private static (string Sentence, bool IsSafe) Ahead(NodePicture picture, ChannelPicture channel)
    {
        bool isPending = picture.Log.Pending.Any(open => open.Channel == channel.Name);
        FindingPicture? worst = channel.Findings.FirstOrDefault(found => !found.IsSafe)
            ?? channel.Findings.FirstOrDefault(found => found.Finding is not ("InStep" or "NodesOwnOrder" or "BackupLate"));
        return worst?.Finding switch
        {
            "NodeBehind" => ("The signer is ahead of the node: not safe to continue.", false),
            "NodeAhead" => ("The node is ahead of the signer: not safe to continue.", false),
            "DeviceOlder" => ("The intent log is ahead of the device: not safe to continue.", false),
            "ContentRefused" => ("The signer is ahead of the node, and has lost nothing.", true),
            "IntentOpen" => ("The signer is perhaps ahead: an intent has no answer yet.", true),
            "Closing" => ("A close was signed; nothing new is promised.", true),
            not null when !worst.IsSafe => ("Not safe to continue.", false),
            _ when isPending => ("The signer is perhaps ahead: an intent has no answer yet.", true),
            _ when channel.Findings.Count > 0 => ("Nobody is ahead: node and signer agree.", true),
            _ => ("Nobody is ahead, as far as the intent log says.", true),
        };
    }

    private static Html Order(ChannelPicture channel) => channel.IsWriteAhead switch
    {
        true => Html.Of($"""<span class="badge good">write-ahead</span>"""),
        false => Html.Of($"""<span class="badge warn">signs before it stores</span>"""),
        null => Html.Empty,
    };

    private static Html Balance(ChannelPicture channel)
    {
        double all = channel.HolderSat + channel.CounterpartySat + channel.InFlightSat;
        return Html.When(all > 0, () => Html.Of($"""
            <svg class="balance" role="img" aria-label="{Say.Sat(channel.HolderSat)} here, {Say.Sat(channel.CounterpartySat)} the peer's, {Say.Sat(channel.InFlightSat)} in flight">
            <rect class="far" width="100%" height="100%"/><rect class="flying" width="{(channel.HolderSat + channel.InFlightSat) / all * 100}%" height="100%"/>
            <rect class="near" width="{channel.HolderSat / all * 100}%" height="100%"/></svg>
            <p class="sides"><span>{Say.Sat(channel.HolderSat)} here</span><span>{Say.Sat(channel.CounterpartySat)} there</span></p>
            """));
    }
}
