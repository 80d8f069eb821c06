// Seeded histories of a device, its owner's money and a thief who asks for anything.
//
//   --moves N          budget of moves (default 14,000)
//   --seed N           first seed (default 1)
//   --only A,B         only these deeds
//   --all              goes on after a finding and prints each
//   --history "..."    plays one history in the form that a finding prints, and says what was asked and answered
//
// Exit code 0 only without violations.

using Holdfast.HistoryWorld.Money;

long moves = MoneyCampaign.DefaultMoves;
int seed = 1;
bool isAll = false;
MoneyDeed[]? only = null;
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--moves" when i + 1 < args.Length && long.TryParse(args[i + 1], out moves):
        case "--seed" when i + 1 < args.Length && int.TryParse(args[i + 1], out seed):
            i++;
            break;
        case "--only" when i + 1 < args.Length:
            only = [.. args[++i].Split(',').Select(Enum.Parse<MoneyDeed>)];
            break;
        case "--all":
            isAll = true;
            break;
        case "--history" when i + 1 < args.Length:
            MoneyOutcome outcome = MoneyHistory.Parse(args[i + 1]).Play(Console.WriteLine);
            Console.WriteLine(outcome.Violation is null ? "no violation in " + outcome.Steps + " moves" : outcome.Violation + " in move " + (outcome.Steps + 1) + ": " + outcome.Sentence);
            return outcome.Violation is null ? 0 : 1;
        default:
            Console.Error.WriteLine("usage: Thefts [--moves N] [--seed N] [--only A,B] [--all] [--history \"...\"]");
            return 2;
    }
}

if (isAll)
{
    int found = 0;
    for (long left = moves; left > 0;)
    {
        MoneyCampaign part = MoneyCampaign.Run(seed, left, only);
        left -= part.Moves + 1;
        if (part.Violation is null)
        {
            break;
        }

        Console.WriteLine(part.Line());
        found++;
        seed = part.FailingSeed!.Value + 1;
    }

    Console.WriteLine(found + " findings");
    return found == 0 ? 0 : 1;
}

MoneyCampaign campaign = MoneyCampaign.Run(seed, moves, only);
Console.WriteLine(campaign.Line());
return campaign.Violation is null ? 0 : 1;
