using Holdfast.Dashboard.Pictures;

namespace Holdfast.Dashboard.Page;

/// <summary>The whole page. It works without scripts: then it loads itself again every ten seconds.</summary>
internal static class PageText
{
    public static Html Of(NodePicture picture)
    {
        Dictionary<string, Html> sections = Sections.Of(picture).ToDictionary(section => section.Id, section => section.Content);
        return Html.Of($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <title>Holdfast</title>
            <link rel="icon" href="icon.svg" type="image/svg+xml">
            <link rel="stylesheet" href="page.css">
            <noscript><meta http-equiv="refresh" content="10"></noscript>
            <script src="page.js" defer></script>
            </head>
            <body>
            <header><p class="name"><svg aria-hidden="true" viewBox="0 0 24 24">{Icon.Shape}</svg> Holdfast</p>
            <p class="quiet folder">{picture.Folder}</p><p id="live" class="quiet" role="status"></p></header>
            <main>
            <section id="headline" aria-label="How it is">{sections["headline"]}</section>
            <section id="chart" aria-label="Latency and commits over time">{sections["chart"]}</section>
            <section id="tiles" aria-label="The device">{sections["tiles"]}</section>
            <section id="channels">{sections["channels"]}</section>
            <div class="columns">
            <section id="refusals">{sections["refusals"]}</section>
            <section id="requests">{sections["requests"]}</section>
            <section id="intents">{sections["intents"]}</section>
            <section id="approvals">{sections["approvals"]}</section>
            <section id="held">{sections["held"]}</section>
            <section id="towers">{sections["towers"]}</section>
            </div>
            </main>
            <footer class="quiet"><p>This page only looks. It changes nothing on the device, in the log or at the node,
            and whoever has its address can read it: keep it to yourself.</p></footer>
            </body>
            </html>
            """);
    }
}
