using Holdfast.Dashboard.Pictures;

namespace Holdfast.Dashboard.Page;

/// <summary>
/// The picture at the top: how long each intent took, and how many there were, over time. Everything is placed in percent, so the drawing follows the width of the page and
/// its letters keep their size.
/// </summary>
internal static class Chart
{
    private const int Buckets = 48;
    private const int PointsMax = 400;

    /// <summary>The plot of the latency, and below it that of the counts, in percent of the height.</summary>
    private const double LatencyTop = 6;
    private const double LatencyBottom = 62;
    private const double CountTop = 70;
    private const double CountBottom = 93;

    private static readonly TimeSpan[] s_windows =
        [TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(30), TimeSpan.FromDays(365)];

    private static readonly double[] s_lines = [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000];

    public static Html Of(NodePicture picture)
    {
        if (picture.Log.Samples.Count == 0)
        {
            return Html.Of($"""
                <div class="empty"><p>Nothing was signed here yet. When the node opens a channel or pays,
                this picture shows how long each promise took until it was durable and signed, and how many there were.</p></div>
                """);
        }

        TimeSpan window = Window(picture);
        DateTimeOffset begin = picture.At - window;
        Sample[] shown = [.. picture.Log.Samples.Where(sample => sample.At >= begin && sample.At <= picture.At)];
        double[] sorted = [.. shown.Where(sample => !sample.IsRefused).Select(sample => sample.Milliseconds).Order()];
        double most = Math.Max(10, shown.Select(sample => sample.Milliseconds).DefaultIfEmpty().Max() * 1.3);
        double least = Math.Clamp(sorted.FirstOrDefault() / 1.5, 0.5, most / 10);
        List<Sample>[] buckets = [.. Enumerable.Range(0, Buckets).Select(_ => new List<Sample>())];
        foreach (Sample sample in shown)
        {
            buckets[Math.Clamp((int)((sample.At - begin) / window * Buckets), 0, Buckets - 1)].Add(sample);
        }

        int refused = shown.Count(sample => sample.IsRefused);
        string half = Say.Milliseconds(At(sorted, 0.5));
        string most95 = Say.Milliseconds(At(sorted, 0.95));
        string refusals = refused == 0 ? "none refused" : refused + " refused";
        string summary = $"{shown.Length} intents in the last {Name(window)}: half were answered within {half}, 95 of 100 within {most95}; {refusals}.";
        return Html.Of($"""
            <figure>
            <figcaption><strong>{half}</strong> <span class="quiet">half of all, last {Name(window)}</span>
            <strong>{most95}</strong> <span class="quiet">95 of 100</span>
            <strong>{shown.Length}</strong> <span class="quiet">intents, {refusals}</span></figcaption>
            <svg class="chart" role="img" aria-label="{summary}">
            <title>{summary}</title>
            {Scale(least, most)}
            {Bars(buckets)}
            {Points(shown, begin, window, least, most)}
            {Median(buckets, least, most)}
            <text class="axis" x="0" y="99%">{Name(window)} ago</text>
            <text class="axis" x="50%" y="99%" text-anchor="middle">intents over time</text><text class="axis" x="100%" y="99%" text-anchor="end">now</text>
            </svg>
            <p class="legend"><span class="key key-dot"></span>one intent <span class="key key-line"></span>half of them are below
            <span class="key key-ring"></span>refused <span class="key key-bar"></span>how many</p>
            </figure>
            """);
    }

    /// <summary>The shortest window that tells most of the story: it holds half of what there is, or at least sixty.</summary>
    private static TimeSpan Window(NodePicture picture)
    {
        int wanted = Math.Min(60, (picture.Log.Samples.Count + 1) / 2);
        return s_windows.FirstOrDefault(window => picture.Log.Samples.Count(sample => sample.At >= picture.At - window) >= wanted, s_windows[^1]);
    }

    private static Html Scale(double least, double most) => Html.Join(s_lines.Where(line => line >= least && line <= most).Select(line => Html.Of($"""
        <line class="grid" x1="0" x2="100%" y1="{Y(line, least, most)}%" y2="{Y(line, least, most)}%"/>
        <text class="axis" x="2" y="{Y(line, least, most) - 1}%">{Say.Milliseconds(line)}</text>
        """)));

    private static Html Bars(List<Sample>[] buckets)
    {
        int most = Math.Max(1, buckets.Max(bucket => bucket.Count));
        IEnumerable<Html> bars = buckets.Select((bucket, i) => (bucket.Count, Left: (i + 0.12) * 100 / Buckets)).Where(bar => bar.Count > 0).Select(bar => Html.Of($"""
            <rect class="bar" x="{bar.Left}%" width="{76.0 / Buckets}%" y="{CountBottom - Height(bar.Count, most)}%" height="{Height(bar.Count, most)}%" rx="1.5">
            <title>{bar.Count} intents</title></rect>
            """));
        return Html.Of($"""
            <text class="axis" x="2" y="{CountTop - 1}%">{most}</text>
            <line class="grid" x1="0" x2="100%" y1="{CountBottom}%" y2="{CountBottom}%"/>
            {Html.Join(bars)}
            """);
    }

    private static Html Points(Sample[] shown, DateTimeOffset begin, TimeSpan window, double least, double most)
    {
        // Of very many, every refused one and an even choice of the others.
        int step = Math.Max(1, (shown.Length + PointsMax - 1) / PointsMax);
        return Html.Join(shown.Where((sample, i) => sample.IsRefused || i % step == 0).TakeLast(2 * PointsMax).Select(sample => Html.Of($"""
            <circle class="{(sample.IsRefused ? "ring" : "dot")}" r="{(sample.IsRefused ? 4.5 : 2.5)}"
            cx="{(sample.At - begin) / window * 100}%" cy="{Y(sample.Milliseconds, least, most)}%">
            <title>{Say.Milliseconds(sample.Milliseconds)}{(sample.IsRefused ? ", refused" : string.Empty)}</title></circle>
            """)));
    }

    private static Html Median(List<Sample>[] buckets, double least, double most)
    {
        List<(double X, double Y)> line = [];
        for (int i = 0; i < Buckets; i++)
        {
            double[] values = [.. buckets[i].Where(sample => !sample.IsRefused).Select(sample => sample.Milliseconds).Order()];
            if (values.Length > 0)
            {
                line.Add(((i + 0.5) * 100 / Buckets, Y(At(values, 0.5), least, most)));
            }
        }

        return Html.Join(line.Zip(line.Skip(1), (from, to) => Html.Of($"""<line class="median" x1="{from.X}%" y1="{from.Y}%" x2="{to.X}%" y2="{to.Y}%"/>""")));
    }

    private static double Height(int count, int most) => Math.Max(0.8, (CountBottom - CountTop) * count / most);

    private static double Y(double milliseconds, double least, double most) =>
        LatencyBottom - ((LatencyBottom - LatencyTop) * Math.Clamp(Math.Log(Math.Max(milliseconds, least) / least) / Math.Log(most / least), 0, 1));

    private static double At(double[] sorted, double part) => sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * part))];

    private static string Name(TimeSpan window) => window.TotalDays >= 365 ? "year" :
        window.TotalDays >= 2 ? $"{window.TotalDays:0} days" : window.TotalHours > 1 ? $"{window.TotalHours:0} hours" : $"{window.TotalMinutes:0} minutes";
}
