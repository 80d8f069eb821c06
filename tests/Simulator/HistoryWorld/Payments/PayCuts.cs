using Holdfast.Protocol;

namespace Holdfast.HistoryWorld.Payments;

/// <summary>Every cut of power in a story about payments, each in a world of its own (PayWorld.Cuts.cs).</summary>
public sealed class PayCuts
{
    private readonly Dictionary<MessageId, int> _cuts = [];
    private bool _isOrder;

    /// <summary>How many there were in requests of each kind.</summary>
    public IReadOnlyDictionary<MessageId, int> Cuts => _cuts;

    /// <summary>What went wrong after which of them.</summary>
    public List<string> Violations { get; } = [];

    /// <param name="isOrder">The story of an order by itself.</param>
    public static PayCuts Run(bool isOrder = false)
    {
        PayCuts cuts = new() { _isOrder = isOrder };
        IReadOnlyList<PayAsked> story = cuts.Story(null);
        for (int request = 0; request < story.Count; request++)
        {
            PayAsked asked = story[request];
            for (int operation = 0; operation < asked.Operations.Count; operation++)
            {
                for (int outcome = 0; outcome < asked.Operations[operation].Outcomes.Count; outcome++)
                {
                    cuts.Play(new PayCut(request, operation, outcome, asked));
                }
            }
        }

        return cuts;
    }

    private IReadOnlyList<PayAsked> Story(PayCut? cut) => _isOrder ? new PayWorld(null).PlayOrder(cut) : new PayWorld(null).PlayStory(cut);

    private void Play(PayCut cut)
    {
        MessageId id = cut.Uncut.Id;
        _cuts[id] = _cuts.GetValueOrDefault(id) + 1;
        try
        {
            Story(cut);
        }
        catch (ViolationException violation)
        {
            Violations.Add(id + ", request " + cut.Request + ", operation " + cut.Operation + ", outcome " + cut.Outcome + ": " + violation.Message);
        }
    }
}
