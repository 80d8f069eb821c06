// Seeded histories of a device, two nodes, a thief and bad luck.
//
//   --steps N          budget of operations (default 60,000)
//   --seed N           first seed (default 1); with --steps 1 exactly this history
//   --history "..."    plays one history in the form that a finding prints
//   --json             one JSON object instead of text
//   --backups "..."    plays one history about watchtowers; with a number instead, so many moves of them
//   --payments "..."   the same about payments; after --only A,B the thief has only these deeds
//
// Exit code 0 only without violations.

using Holdfast.HistoryWorld;
using Holdfast.HistoryWorld.Backups;
using Holdfast.HistoryWorld.Payments;

long steps = Campaign.DefaultSteps;
int seed = 1;
bool json = false;
PayDeed[] only = [];
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--steps" when i + 1 < args.Length && long.TryParse(args[i + 1], out steps):
        case "--seed" when i + 1 < args.Length && int.TryParse(args[i + 1], out seed):
            i++;
            break;
        case "--only" when i + 1 < args.Length:
            only = PayCampaign.Deeds(args[++i]);
            break;
        case "--json":
            json = true;
            break;
        case "--history" when i + 1 < args.Length:
            Outcome outcome = History.Parse(args[i + 1]).Play();
            Console.WriteLine(outcome.Violation is null ? "no violation in " + outcome.Steps + " steps" : outcome.Violation + " in step " + outcome.Steps + ": " + outcome.Sentence);
            return outcome.Violation is null ? 0 : 1;
        case "--backups" when i + 1 < args.Length && long.TryParse(args[i + 1], out long moves):
            BackupCampaign backups = BackupCampaign.Run(seed, moves);
            Console.WriteLine(backups.Line());
            return backups.Violation is null ? 0 : 1;
        case "--backups" when i + 1 < args.Length:
            BackupOutcome end = BackupHistory.Parse(args[i + 1]).Play(Console.WriteLine);
            Console.WriteLine(end.Violation is null ? "no violation in " + end.Steps + " moves" : end.Violation + " in move " + (end.Steps + 1) + ": " + end.Sentence);
            return end.Violation is null ? 0 : 1;
        case "--payments" when i + 1 < args.Length && long.TryParse(args[i + 1], out long payMoves):
            PayCampaign payments = PayCampaign.Run(seed, payMoves, only);
            Console.WriteLine(payments.Line());
            return payments.Violation is null ? 0 : 1;
        case "--payments" when i + 1 < args.Length:
            PayOutcome paid = PayHistory.Parse(args[i + 1]).Play(Console.WriteLine);
            Console.WriteLine(paid.Violation is null ? "no violation in " + paid.Steps + " moves" : paid.Violation + " in move " + (paid.Steps + 1) + ": " + paid.Sentence);
            return paid.Violation is null ? 0 : 1;
        default:
            Console.Error.WriteLine("usage: Histories [--steps N] [--seed N] [--history \"...\"] [--json] [--backups N|\"...\"] [--only A,B] [--payments N|\"...\"]");
            return 2;
    }
}

Campaign campaign = Campaign.Run(seed, steps);
Console.WriteLine(json ? campaign.ToJson() : campaign.Line());
return campaign.Violation is null ? 0 : 1;
