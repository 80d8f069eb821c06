using System.Text.Json.Nodes;
using Holdfast.ChainFeed;
using Holdfast.Protocol;

namespace Holdfast.Plugin;

/// <summary>
/// Keeps the signer's chain at the node's: a round with each block, once a minute, and whenever a channel waits for a proof. What goes wrong is said in the
/// node's log once, when it lasts for a second round, and tried again after growing waits.
/// </summary>
internal sealed class ChainKeeper(Settings settings, INodeBlocks blocks, ISignerChain signer, ISignerTimeouts timeouts, Func<string, string, Task> log)
{
    /// <summary>The waits after failures double up to so many times.</summary>
    private const int DoublingsMax = 7;

    private readonly ChainFeeder _feeder = new(blocks, signer, settings.EndsBelief, settings.Clock, timeouts);
    private readonly SemaphoreSlim _blocks = new(0, 1);
    private volatile bool _hasBlock = true;
    private int _failures;
    private string _trouble = string.Empty;
    private string _told = string.Empty;

    /// <summary>A block was added, or several.</summary>
    public void TakeBlock()
    {
        _hasBlock = true;
        if (_blocks.CurrentCount == 0)
        {
            _blocks.Release();
        }
    }

    /// <summary>Until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        DateTimeOffset full = default;
        while (true)
        {
            DateTimeOffset now = settings.Clock.GetUtcNow();
            try
            {
                if (_hasBlock || now >= full || await _feeder.IsProofDueAsync(cancellation))
                {
                    _hasBlock = false;
                    full = now + settings.ChainInterval;
                    await _feeder.StepAsync(cancellation);
                }

                await SucceededAsync();
            }
            catch (ChainFeedException failure)
            {
                await FailedAsync(failure.Message);
            }

            if (_failures == 0)
            {
                await _blocks.WaitAsync(settings.ChainPoll, cancellation);
            }
            else
            {
                await Task.Delay(settings.ChainPoll * (1 << Math.Min(_failures, DoublingsMax)), settings.Clock, cancellation);
            }
        }
    }

    /// <summary>For `holdfast-status`.</summary>
    public JsonObject Status()
    {
        ReadChainReply? chain = _feeder.Chain;
        return new JsonObject
        {
            ["height"] = chain?.Height,
            ["in_force"] = chain?.IsInForce,
            ["behind"] = chain?.IsBehind,
            ["trouble"] = _trouble,
        };
    }

    private async Task SucceededAsync()
    {
        // Between the attempts of a funding that cannot be shown are rounds that have nothing to do, for up to four hours.
        IReadOnlyList<(string Sentence, int Failures)> stuck = _feeder.Stuck;
        string lasting = string.Join(" ", stuck.Where(one => one.Failures > 1).Select(one => one.Sentence).Order(StringComparer.Ordinal));
        (_failures, _trouble) = (0, string.Join(" ", stuck.Select(one => one.Sentence)));
        if (lasting.Length > 0)
        {
            await TellAsync(lasting);
        }
        else if (_told.Length > 0)
        {
            _told = string.Empty;
            await log("info", "the signer follows the block chain again");
        }
    }

    // A single failure is ordinary: a block was replaced in between, the device was away for a moment.
    private async Task FailedAsync(string sentence)
    {
        _hasBlock = true;
        _failures++;
        _trouble = sentence;
        if (_failures > 1)
        {
            await TellAsync(sentence);
        }
    }

    private async Task TellAsync(string sentence)
    {
        if (_told != sentence)
        {
            _told = sentence;
            await log("warn", "the signer cannot be shown the block chain: " + sentence);
        }
    }
}
