using System.Text.Json.Nodes;
using Holdfast.Dashboard;
using Holdfast.Dashboard.Pictures;

namespace Holdfast.HostUnit.Dashboard;

/// <summary>The page in a real browser. HOLDFAST_SCREENSHOTS names a folder for pictures of it.</summary>
[TestClass]
public sealed class BrowserTests
{
    private const string AllText = "document.body.innerText.replace(/\\s+/g, ' ')";

    /// <summary>
    /// Relative luminance and contrast as WCAG 2.2 defines them, of every element that has text of its own, against the nearest background that is not transparent.
    /// </summary>
    private const string WorstContrast = """
        (() => {
          const parse = c => { const m = c.match(/[\d.]+/g).map(Number); return m.length === 3 ? [...m, 1] : m; };
          const luminance = c => { const f = c.slice(0, 3).map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
          return 0.2126 * f[0] + 0.7152 * f[1] + 0.0722 * f[2]; };
          let worst = [99, ''];
          for (const element of document.querySelectorAll('body *')) {
            const text = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
            if (!text || element.closest('title, script, noscript') || !element.getClientRects().length) continue;
            let behind = element;
            while (behind && parse(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
            const style = getComputedStyle(element);
            const front = luminance(parse(element instanceof SVGElement ? style.fill : style.color));
            const back = luminance(parse(behind ? getComputedStyle(behind).backgroundColor : 'rgb(255,255,255)'));
            const contrast = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
            if (contrast < worst[0]) worst = [contrast, element.outerHTML.slice(0, 120)];
          }
          return JSON.stringify(worst);
        })()
        """;

    private const string Unlabelled = """
        [...document.querySelectorAll('svg')].filter(svg => !svg.getAttribute('aria-hidden') && !(svg.getAttribute('role') === 'img' && svg.getAttribute('aria-label'))).length
          + [...document.querySelectorAll('section')].filter(section => !section.getAttribute('aria-label') && !section.querySelector('h2')).length
          + (document.documentElement.lang ? 0 : 1) + (document.title ? 0 : 1) + (document.querySelectorAll('h1').length === 1 ? 0 : 1)
        """;

    [TestMethod]
    [DataRow(1200, false)]
    [DataRow(1200, true)]
    [DataRow(360, false)]
    [DataRow(360, true)]
    public async Task ThePageCanBeReadAtEveryWidthByDayAndByNight(int width, bool isDark)
    {
        using Chromium browser = Chromium.Start();
        foreach ((string name, NodePicture picture) in new[] { ("busy", SamplePictures.Busy()), ("empty", SamplePictures.Empty()), ("away", SamplePictures.BridgeAway()) })
        {
            await using DashboardServer server = await DashboardServer.StartAsync(new FixedSource(picture), new DashboardSettings());
            browser.Open(server.Address, width, isDark: isDark);
            Assert.IsTrue(Patience.Until(() => browser.Evaluate("document.getElementById('live').textContent") == "live"), "the page is not live");
            Save(browser, $"{name}-{width}{(isDark ? "-dark" : string.Empty)}.png");
            Assert.AreEqual(width.ToString(), browser.Evaluate("document.documentElement.scrollWidth"), name + ": nothing is wider than the page");
            JsonArray worst = JsonNode.Parse(browser.Evaluate(WorstContrast))!.AsArray();
            Assert.IsTrue(worst[0]!.GetValue<double>() >= 4.5, name + ": contrast " + worst.ToJsonString());
            Assert.AreEqual("0", browser.Evaluate(Unlabelled), name + ": headings, language and labels");
            Assert.AreEqual("true", browser.Evaluate("[...document.querySelectorAll('.axis, .badge, td, .quiet')].every(one => parseFloat(getComputedStyle(one).fontSize) >= 12)"));
        }
    }

    [TestMethod]
    public async Task WhatChangesIsOnThePageWithoutLoadingItAgain()
    {
        FixedSource source = new(SamplePictures.Busy());
        await using DashboardServer server = await DashboardServer.StartAsync(source, new DashboardSettings { Interval = TimeSpan.FromMilliseconds(20) });
        using Chromium browser = Chromium.Start();
        browser.Open(server.Address, 1000);
        StringAssert.Contains(browser.Evaluate(AllText), "All is well.");
        browser.Evaluate("window.mark = 'still the same page'");
        source.Picture = source.Picture with { Bridge = source.Picture.Bridge with { DeviceAnswers = false, DeviceSince = SamplePictures.Now.AddMinutes(-3) } };
        Assert.IsTrue(Patience.Until(() => browser.Evaluate(AllText).Contains("The signer does not answer since 3 minutes.", StringComparison.Ordinal)));
        Assert.AreEqual("still the same page", browser.Evaluate("window.mark"));
        source.Picture = SamplePictures.Busy();
        Assert.IsTrue(Patience.Until(() => browser.Evaluate(AllText).Contains("All is well.", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task ThePageNeedsNoScript()
    {
        await using DashboardServer server = await DashboardServer.StartAsync(new FixedSource(SamplePictures.Busy()), new DashboardSettings());
        using Chromium browser = Chromium.Start();
        browser.Open(server.Address, 1000, hasScripts: false);
        StringAssert.Contains(browser.Evaluate(AllText), "All is well.");
        StringAssert.Contains(browser.Evaluate(AllText), "Lighthouse Oslo");
        Assert.AreEqual("10", browser.Evaluate("document.querySelector('meta[http-equiv=refresh]').content"));
    }

    /// <summary>The page, and then the same as an event: nothing of the attack becomes an element, and nothing runs.</summary>
    [TestMethod]
    public async Task AnAttackInTheWordsOfOthersIsText()
    {
        const string attack = "<img src=x onerror=\"document.title='taken'\"></script><script>document.title='taken'</script>'\"><svg onload=\"document.title='taken'\">";
        FixedSource source = new(SamplePictures.Empty());
        await using DashboardServer server = await DashboardServer.StartAsync(source, new DashboardSettings { Interval = TimeSpan.FromMilliseconds(20) });
        using Chromium browser = Chromium.Start();
        browser.Open(server.Address, 1000);
        source.Picture = SamplePictures.Hostile(attack);
        Assert.IsTrue(Patience.Until(() => browser.Evaluate(AllText).Contains("onerror", StringComparison.Ordinal)), "the words are shown as they are");
        foreach (bool isLoadedAgain in new[] { false, true })
        {
            if (isLoadedAgain)
            {
                browser.Open(server.Address, 1000);
            }

            Assert.AreEqual("0", browser.Evaluate("document.querySelectorAll('img, [onerror], [onload], main script, iframe, [style]').length"));
            Assert.AreEqual("Holdfast", browser.Evaluate("document.title"));
        }
    }

    private static void Save(Chromium browser, string name)
    {
        if (Environment.GetEnvironmentVariable("HOLDFAST_SCREENSHOTS") is { Length: > 0 } folder)
        {
            File.WriteAllBytes(Path.Combine(folder, name), browser.Screenshot());
        }
    }
}
