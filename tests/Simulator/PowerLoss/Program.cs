// The power-loss campaigns outside the normal test run.
//
//   --exhaustive   every pair of cuts, and any number of them where situations repeat (below ten minutes); without it every single cut
//   --numbers      only the flash numbers, as the tables in README.md
//   --json         one JSON object instead of text
//
// Exit code 0 only without violations.

using Holdfast.PowerLoss;
using Holdfast.PowerLoss.Numbers;

if (args.Except(["--exhaustive", "--numbers", "--json"]).Any())
{
    Console.Error.WriteLine("usage: PowerLoss [--exhaustive | --numbers] [--json]");
    return 2;
}

if (args.Contains("--numbers"))
{
    Console.Write(args.Contains("--json") ? CampaignReport.Json([]) : FlashNumbers.Table() + "\n" + RequestNumbers.Table());
    return 0;
}

List<Campaign> campaigns = [];
foreach (Campaign campaign in Campaign.All(args.Contains("--exhaustive")))
{
    campaign.Run();
    campaigns.Add(campaign);
    if (!args.Contains("--json"))
    {
        Console.WriteLine(campaign.Line());
    }
}

Console.Write(args.Contains("--json") ? CampaignReport.Json(campaigns) : FlashNumbers.Table() + "\n" + RequestNumbers.Table());
return campaigns.All(campaign => campaign.Count.Violations.Count == 0) ? 0 : 1;
