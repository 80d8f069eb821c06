using System.Text.Json;
using Holdfast.PowerLoss.Numbers;

namespace Holdfast.PowerLoss;

/// <summary>The machine-readable result: totals first, then each campaign, then the flash numbers.</summary>
public static class CampaignReport
{
    private const int ViolationsShown = 20;

    private static readonly JsonSerializerOptions s_options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    public static string Json(IReadOnlyList<Campaign> campaigns) => JsonSerializer.Serialize(
        new
        {
            Runs = campaigns.Sum(campaign => campaign.Count.Runs),
            Cuts = campaigns.Sum(campaign => campaign.Count.Cuts),
            Recoveries = campaigns.Sum(campaign => campaign.Count.Recoveries),
            Inputs = campaigns.Sum(campaign => campaign.Count.Inputs),
            Thefts = campaigns.Sum(campaign => campaign.Count.Thefts),
            Violations = campaigns.Sum(campaign => campaign.Count.Violations.Count),
            Campaigns = campaigns.Select(campaign => new
            {
                campaign.Name,
                campaign.Count.Runs,
                campaign.Count.Cuts,
                campaign.Count.Recoveries,
                campaign.Count.Inputs,
                campaign.Count.Thefts,
                Violations = campaign.Count.Violations.Count,
                FirstViolations = campaign.Count.Violations.Take(ViolationsShown),
                campaign.Seconds,
            }),
            FlashNumbers.UpdatesPerDay,
            Flash = FlashNumbers.Measure(),
            Requests = RequestNumbers.Measure(),
        },
        s_options) + "\n";
}
