using System.CommandLine;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Replay;
using Holdfast.Protocol;
using Holdfast.Tool.Demo;
using Spectre.Console;

namespace Holdfast.Tool.Commands;

/// <summary>
/// `holdfast demo`: the main job without hardware. A recorded session of real nodes through a real pseudo terminal, then the split-brain story.
/// Exit code 0 only if every reply was identical and every act held.
/// </summary>
internal static class DemoCommand
{
    private const string Recording = "02-forward-A";

    public static Command Create()
    {
        Command command = new("demo", "Play a recorded session against a simulated signer, then the split-brain story in four acts.");
        command.SetAction(_ => Run(Screen.Create()));
        Command tower = new("tower", "A watchtower on this machine, the same session, and old states published while the node is off.");
        tower.SetAction((_, _) => RunTowerAsync(Screen.Create()));
        command.Subcommands.Add(tower);
        Command hold = new("hold", "Play a payment that waits: the program that holds it and the device crash, and it is settled once.");
        hold.SetAction((_, _) => RunHoldAsync(Screen.Create()));
        command.Subcommands.Add(hold);
        Command jit = new("jit", "Play a node without a channel that is paid: an LSP opens one, and then tries to keep more than was agreed.");
        jit.SetAction((_, _) => RunJitAsync(Screen.Create()));
        command.Subcommands.Add(jit);
        return command;
    }

    private static int Run(IAnsiConsole console)
    {
        console.Write(new Rule("[bold]Holdfast[/]  no signature leaves before the promise is stored durably").LeftJustified());
        console.WriteLine();
        Transcript transcript = RecordedSessions.Find(Recording);
        (SecretKind kind, byte[] secret) = HsmSecretFile.Parse(transcript.SecretFile);
        using DemoDevice device = new(kind, secret);
        console.MarkupLineInterpolated($"A blank signer was provisioned on new simulated flash. It answers on [blue]{device.LineName}[/].");
        console.MarkupLineInterpolated($"Replaying [blue]{Recording}[/]: the requests of lightningd v26.06.6 to its hsmd while it opened a channel, paid and forwarded.");

        ReplayResult result = Play(console, transcript, device);
        int differ = result.Different.Count + result.Refused.Count;
        console.MarkupLineInterpolated(
            $"{result.Identical} of {result.Requests} replies are identical to those of stock hsmd, {result.NotCompared} have no recorded reply, {differ} differ.");
        console.WriteLine();

        SplitBrainStory story = new();
        bool held = true;
        int act = 0;
        foreach (Func<ActResult> play in story.Acts)
        {
            ActResult shown = console.Status().Start("playing …", _ => play());
            Show(console, (char)('a' + act++), shown);
            held &= shown.Held;
        }

        Table table = new Table().RoundedBorder().Title("In numbers");
        table.AddColumns("", "requests", "identical replies", "bytes on the wire", "flash commits");
        table.AddRow("recorded session", $"{result.Requests}", $"{result.Identical}", $"{device.BytesOnWire}", $"{device.JournalCommits()}");
        table.AddRow("four acts", $"{story.Requests}", "-", $"{story.BytesOnWire}", $"{story.FlashCommits}");
        console.Write(table);

        bool good = held && result.IsClean && result.Identical > 0;
        console.MarkupLine(good ? "[green]Everything is as expected.[/]" : "[red]Not everything is as expected, see above.[/]");
        return good ? 0 : 1;
    }

    private static async Task<int> RunTowerAsync(IAnsiConsole console)
    {
        Transcript transcript = RecordedSessions.Find(Recording);
        (SecretKind kind, byte[] secret) = HsmSecretFile.Parse(transcript.SecretFile);
        using DemoDevice device = new(kind, secret);
        ActResult shown = await TowerStory.PlayAsync(transcript, device);
        Show(console, 'a', shown);
        return shown.Held ? 0 : 1;
    }

    private static async Task<int> RunHoldAsync(IAnsiConsole console)
    {
        using HoldStory story = new();
        return await RunActsAsync(console, story.Acts);
    }

    private static async Task<int> RunJitAsync(IAnsiConsole console)
    {
        using JitStory story = new();
        return await RunActsAsync(console, story.Acts);
    }

    private static async Task<int> RunActsAsync(IAnsiConsole console, IEnumerable<Func<Task<ActResult>>> acts)
    {
        bool held = true;
        char letter = 'a';
        foreach (Func<Task<ActResult>> play in acts)
        {
            ActResult shown = await play();
            Show(console, letter++, shown);
            held &= shown.Held;
        }

        console.MarkupLine(held ? "[green]Everything is as expected.[/]" : "[red]Not everything is as expected, see above.[/]");
        return held ? 0 : 1;
    }

    private static ReplayResult Play(IAnsiConsole console, Transcript transcript, DemoDevice device)
    {
        ReplayResult? result = null;
        console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                int requests = transcript.Entries.Count(entry => entry.Event == null);
                ProgressTask task = context.AddTask("requests", maxValue: requests);
                result = TranscriptReplay.Run(transcript, transcript.Name, () => new NodeSession(device.Client), played => task.Value = played);
            });
        return result!;
    }

    private static void Show(IAnsiConsole console, char letter, ActResult act)
    {
        console.Write(new Rule($"[bold]({letter}) {Markup.Escape(act.Title)}[/]").LeftJustified());
        console.WriteLine(act.Plot);
        if (act.Timelines.Count > 0)
        {
            Table timelines = new Table().SimpleBorder().AddColumns("request", "a node that crashed", "a thief that pretends", "same bytes");
            foreach (TimelineRow row in act.Timelines)
            {
                timelines.AddRow(Markup.Escape(row.Request), Markup.Escape(row.Honest), Markup.Escape(row.Thief), row.IsSame ? "yes" : "[red]no[/]");
            }

            console.Write(timelines);
        }

        Table evidence = new Table().SimpleBorder().HideHeaders().AddColumns("", "", "");
        foreach (Evidence line in act.Evidence)
        {
            evidence.AddRow(line.Holds ? "[green]✓[/]" : "[red]✗[/]", Markup.Escape(line.What), Markup.Escape(line.Seen));
        }

        console.Write(evidence);
        console.WriteLine();
    }
}
