using System.Buffers.Binary;
using Holdfast.Crypto;
using Holdfast.Protocol;

namespace Holdfast.ChainFeed;

/// <summary>
/// Shows the signer the node's chain, and proofs of the fundings for which channels wait. It keeps nothing that a restart would miss: each round begins with what
/// the signer says of itself, so a signer that starts anew, a node that replaces blocks and a program that is killed all look the same. Memory: one block, the
/// newest headers, and a few words for each funding.
/// </summary>
/// <param name="endsBelief">Say to the signer that there are no newer headers once that is so; its rules about the chain are in force from then on.</param>
/// <param name="timeouts">The way to the signer for payments that came back on chain; null where nobody proves them.</param>
public sealed class ChainFeeder(INodeBlocks node, ISignerChain signer, bool endsBelief, TimeProvider clock, ISignerTimeouts? timeouts = null)
{
    /// <summary>How far the signer may be behind: whole blocks are fetched for it, so what is older comes from a file of headers (`holdfast chain feed`).</summary>
    public const int CatchUpBlocksMax = 2016;

    /// <summary>How far back a funding is searched.</summary>
    public const int SearchBlocksMax = 2016;

    /// <summary>What one round does at most, so that rounds stay short: fundings, and blocks that are searched for each.</summary>
    private const int ProofsMax = 8;
    private const int SearchStepBlocks = 16;

    /// <summary>What cannot be shown is tried again after half a minute, then after twice as long each time, up to four hours.</summary>
    private const int FailureDoublingsMax = 9;

    /// <summary>A branch is shown as a whole, in one request.</summary>
    private const int BranchHeadersMax = 90;

    /// <summary>A newest block that is older than this is not the end of the chain: the node is still fetching blocks.</summary>
    private static readonly TimeSpan s_tipAgeMax = TimeSpan.FromHours(2);

    /// <summary>A proof is repeated after this time at the latest: the signer may have lost it with its power.</summary>
    private static readonly TimeSpan s_proofAge = TimeSpan.FromMinutes(10);

    private readonly ChainDevice _device = new(signer);
    private readonly HeaderCache _headers = new(node);
    private readonly Dictionary<FundingOutpoint, Search> _searches = [];
    private TimeoutProver? _prover;

    /// <summary>What the signer said last; null before the first round.</summary>
    public ReadChainReply? Chain { get; private set; }

    /// <summary>Why fundings and payments are not proven: the last failure of each, and how often it has failed since it was shown. Some are tried again hours later.</summary>
    public IReadOnlyList<(string Sentence, int Failures)> Stuck =>
        [.. _searches.Values.Where(search => search.Failures > 0).Select(search => (search.Trouble, search.Failures)), .. _prover?.Stuck ?? []];

    /// <summary>One round.</summary>
    /// <exception cref="ChainFeedException">The round could not be finished; the next one may.</exception>
    public async Task StepAsync(CancellationToken cancellation)
    {
        Chain = await _device.ReadAsync(cancellation);
        await FollowAsync(await node.HeightAsync(cancellation), cancellation);
        if (Chain.IsInForce && !Chain.IsBehind)
        {
            _prover ??= timeouts == null ? null : new TimeoutProver(timeouts, _device, _headers, clock);
            try
            {
                await ProveAsync(cancellation);
            }
            finally
            {
                await (_prover?.StepAsync(Chain, cancellation) ?? Task.CompletedTask);
            }
        }
    }

    /// <summary>True when a channel waits for a proof that is due, or a search goes on. The signer is not asked for it.</summary>
    /// <exception cref="ChainFeedException">Nobody can say.</exception>
    public async Task<bool> IsProofDueAsync(CancellationToken cancellation) =>
        _prover?.IsBusy == true || (await signer.WantedAsync(cancellation)).Any(IsDue);

    private async Task FollowAsync(int nodeHeight, CancellationToken cancellation)
    {
        int behind = nodeHeight - (int)Chain!.Height;
        if (behind > CatchUpBlocksMax)
        {
            throw new ChainFeedException(
                $"The signer's chain ends at height {Chain.Height}, {behind} blocks before the node's. Send it a file of headers first: `holdfast chain feed`.");
        }

        if (behind >= 0)
        {
            while (await FeedAsync(nodeHeight, cancellation))
            {
            }
        }
    }

    /// <summary>One request with headers; true when there are more.</summary>
    private async Task<bool> FeedAsync(int nodeHeight, CancellationToken cancellation)
    {
        int height = (int)Chain!.Height;
        byte[] tip = await _headers.RequireAsync(height, cancellation);
        bool isExtended = Sha256.HashTwice(tip).AsSpan().SequenceEqual(Chain.Hash);
        int first = isExtended ? height + 1 : (int)Chain.LowestHeight + 1;
        int last = Math.Min(nodeHeight, first + (isExtended ? ChainDevice.BatchHeaders : BranchHeadersMax) - 1);
        List<byte[]> headers = [];
        for (int i = first; i <= last; i++)
        {
            headers.Add(await _headers.RequireAsync(i, cancellation));
        }

        bool isTip = endsBelief && !Chain.IsInForce && last == nodeHeight && isExtended && IsRecent(headers.Count > 0 ? headers[^1] : tip);
        if (headers.Count == 0 && !isTip)
        {
            return false;
        }

        FeedHeadersReply reply = await _device.FeedAsync(headers, isTip, cancellation);
        if (reply.Fault != HeaderFault.None)
        {
            throw new ChainFeedException(reply.Fault == HeaderFault.UnknownParent
                ? $"The node's chain leaves the signer's below block {first}. If the node is right, the owner can use `holdfast chain forget`."
                : $"The signer did not accept header {first + reply.Taken} of the node: {HeaderFaults.Sentence(reply.Fault)}");
        }

        Chain = await _device.ReadAsync(cancellation);
        return Chain.Height < nodeHeight || !isExtended;
    }

    private bool IsRecent(byte[] header) =>
        clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(68))) < s_tipAgeMax;

    private async Task ProveAsync(CancellationToken cancellation)
    {
        IReadOnlyList<FundingOutpoint> wanted = await signer.WantedAsync(cancellation);
        foreach (FundingOutpoint old in _searches.Keys.Except(wanted).ToArray())
        {
            _searches.Remove(old);
        }

        ChainFeedException? failure = null;
        foreach (FundingOutpoint outpoint in wanted.Where(IsDue).Take(ProofsMax).ToArray())
        {
            Search search = _searches.TryGetValue(outpoint, out Search? known) ? known : _searches[outpoint] = new Search();
            try
            {
                await ProveAsync(outpoint, search, cancellation);
            }
            catch (ChainFeedException wrong)
            {
                // The others must not wait for one that cannot be shown.
                search.Failed(clock.GetUtcNow(), wrong.Message);
                failure ??= wrong;
            }
        }

        if (failure != null)
        {
            throw failure;
        }
    }

    /// <summary>How long what has failed so often before waits now.</summary>
    internal static TimeSpan WaitAfter(int failures) => TimeSpan.FromSeconds(30 << Math.Min(failures, FailureDoublingsMax));

    private bool IsDue(FundingOutpoint outpoint) => !_searches.TryGetValue(outpoint, out Search? search) || search.IsDue(clock.GetUtcNow(), Chain?.Hash);

    private async Task ProveAsync(FundingOutpoint outpoint, Search search, CancellationToken cancellation)
    {
        int tip = (int)Chain!.Height;
        int next = search.FoundAt ?? search.Next ?? tip;
        int lowest = search.FoundAt ?? Math.Max(Math.Max(1, tip - SearchBlocksMax), next - SearchStepBlocks + 1);
        byte[] txid = outpoint.TxidBytes;
        for (int height = next; height >= lowest; height--)
        {
            if (await _headers.BlockAsync(height, cancellation) is RawBlock block && block.IndexOf(txid) is int index and >= 0)
            {
                await _device.ProveAsync(block, index, outpoint.Vout, await _headers.WayAsync(height, (int)Chain.LowestHeight, cancellation), cancellation);
                search.Proven(height, clock.GetUtcNow(), Chain.Hash);
                return;
            }
        }

        // Further back in the next round; and from the newest block again where a reorganisation has moved it.
        if (search.FoundAt != null || lowest > Math.Max(1, tip - SearchBlocksMax))
        {
            search.GoOn(search.FoundAt != null ? null : lowest - 1);
            return;
        }

        throw new ChainFeedException($"A channel waits for the funding {outpoint}, and the node's newest {SearchBlocksMax} blocks do not have it.");
    }

    /// <summary>Where a funding was found, or is searched next; and when it is to be shown again.</summary>
    private sealed class Search
    {
        private byte[]? _tip;
        private DateTimeOffset _again;

        public int Failures { get; private set; }

        /// <summary>Why it failed last.</summary>
        public string Trouble { get; private set; } = string.Empty;

        public int? FoundAt { get; private set; }

        public int? Next { get; private set; }

        public bool IsDue(DateTimeOffset now, byte[]? tip) => now >= _again || (FoundAt != null && !_tip.AsSpan().SequenceEqual(tip));

        public void Proven(int height, DateTimeOffset now, byte[] tip)
        {
            FoundAt = height;
            Next = null;
            _tip = tip;
            _again = now + s_proofAge;
            Failures = 0;
        }

        public void GoOn(int? next)
        {
            FoundAt = null;
            Next = next;
            _again = default;
        }

        public void Failed(DateTimeOffset now, string trouble)
        {
            GoOn(null);
            _again = now + WaitAfter(Failures);
            Failures++;
            Trouble = trouble;
        }
    }
}
