using System.Buffers.Binary;
using Holdfast.Crypto;
using Holdfast.Protocol;

namespace Holdfast.ChainFeed;

/// <summary>
/// Proves to the signer that payments came back from channels that ended on chain, so that what came in for them may be given back without the owner's button. For each it
/// searches the transaction that spends the payment's output, which no block up to the expiry can have, and then the commitment that has the output. A search that meets a
/// block that was replaced begins anew.
/// </summary>
internal sealed class TimeoutProver(ISignerTimeouts signer, ChainDevice device, HeaderCache headers, TimeProvider clock)
{
    /// <summary>What one round does at most for each payment.</summary>
    private const int SearchStepBlocks = 16;

    /// <summary>The signer's chain may be replaced so far below its newest block; what was searched above is searched again.</summary>
    private const int ReplacedBlocksMax = 12;

    /// <summary>No limit of the signer asks for more blocks on a transaction.</summary>
    private const int DepthBlocksMax = 100;

    private readonly Dictionary<string, Search> _searches = [];

    /// <summary>As <see cref="ChainFeeder.Stuck"/>.</summary>
    public IEnumerable<(string Sentence, int Failures)> Stuck => _searches.Values.Where(search => search.Failures > 0).Select(search => (search.Trouble, search.Failures));

    /// <summary>A search has blocks left that it did not look at in the last round.</summary>
    public bool IsBusy => _searches.Values.Any(search => search.Next != null && search.IsDue(clock.GetUtcNow()));

    /// <summary>One round.</summary>
    /// <exception cref="ChainFeedException">Something could not be shown; the other payments were.</exception>
    public async Task StepAsync(ReadChainReply chain, CancellationToken cancellation)
    {
        IReadOnlyList<WantedTimeout> wanted = await signer.WantedTimeoutsAsync(cancellation);
        foreach (string old in _searches.Keys.Except(wanted.Select(Key)).ToArray())
        {
            _searches.Remove(old);
        }

        ChainFeedException? failure = null;
        foreach (WantedTimeout payment in wanted.DistinctBy(Key))
        {
            Search search = _searches.TryGetValue(Key(payment), out Search? known) ? known : _searches[Key(payment)] = new Search();
            try
            {
                if (search.IsDue(clock.GetUtcNow()))
                {
                    await StepAsync(payment, search, chain, cancellation);
                }
            }
            catch (ChainFeedException wrong)
            {
                search.Failed(clock.GetUtcNow(), wrong.Message);
                failure ??= wrong;
            }
        }

        if (failure != null)
        {
            throw failure;
        }
    }

    private async Task StepAsync(WantedTimeout payment, Search search, ReadChainReply chain, CancellationToken cancellation)
    {
        if (search.Spending == null && !await FindSpendingAsync(payment, search, chain, cancellation))
        {
            return;
        }

        // With an earlier lock time it was taken with the preimage, and nothing came back.
        search.IsOver = Locktime(search.Spending!) < payment.Request.Expiry;
        if (!search.IsOver && (search.Closing != null || await FindClosingAsync(payment, search, cancellation)) && !chain.Hash.AsSpan().SequenceEqual(search.ShownAt))
        {
            await ShowAsync(payment, search, chain, cancellation);
        }
    }

    // Down to the expiry, or to what was searched before.
    private async Task<bool> FindSpendingAsync(WantedTimeout payment, Search search, ReadChainReply chain, CancellationToken cancellation)
    {
        int tip = (int)chain.Height;
        int floor = (int)Math.Max(Math.Max(payment.Request.Expiry + 1L, (long)search.Searched - ReplacedBlocksMax), (long)tip - ChainFeeder.SearchBlocksMax);
        if (search.Next == null)
        {
            // Nothing new since the last time.
            if (search.Searched == tip)
            {
                return false;
            }

            search.From = tip;
        }

        int first = search.Next ?? tip;
        for (int height = first; height >= floor; height--)
        {
            if (height <= first - SearchStepBlocks)
            {
                search.Next = height;
                return false;
            }

            if (await headers.BlockAsync(height, cancellation) is RawBlock block && block.IndexOfSpender(payment.Output) is int index and >= 0)
            {
                (search.Spending, search.SpentAt, search.Next) = (block.Transactions[index], height, null);
                return true;
            }
        }

        (search.Searched, search.Next) = (search.From, null);
        return false;
    }

    private async Task<bool> FindClosingAsync(WantedTimeout payment, Search search, CancellationToken cancellation)
    {
        int first = search.Next ?? search.SpentAt;
        int floor = Math.Max(1, search.SpentAt - ChainFeeder.SearchBlocksMax);
        for (int height = first; height >= floor; height--)
        {
            if (height <= first - SearchStepBlocks)
            {
                search.Next = height;
                return false;
            }

            if (await headers.BlockAsync(height, cancellation) is RawBlock block && block.IndexOf(payment.Output.TxidBytes) is int index and >= 0)
            {
                (search.Closing, search.Next) = (block.Transactions[index], null);
                return true;
            }
        }

        throw new ChainFeedException($"A payment came back from the commitment {payment.Output.Txid}, and the {ChainFeeder.SearchBlocksMax} blocks before do not have it.");
    }

    private async Task ShowAsync(WantedTimeout payment, Search search, ReadChainReply chain, CancellationToken cancellation)
    {
        RawBlock? block = await headers.BlockAsync(search.SpentAt, cancellation);
        int index = block?.IndexOf(Sha256.HashTwice(search.Spending!)) ?? -1;
        if (index < 0)
        {
            throw new ChainFeedException($"the block {search.SpentAt} in which a payment came back was replaced");
        }

        uint depth = (await device.ProveAsync(block!, index, 0, await headers.WayAsync(search.SpentAt, (int)chain.LowestHeight, cancellation), cancellation)).Depth;
        (payment.Request.Closing, payment.Request.Spending) = (search.Closing!, search.Spending!);
        string? refusal = await signer.ProveTimeoutAsync(payment.Request.Encode(), cancellation);
        search.Shown(chain.Hash);
        search.IsOver = refusal == null;

        // Few blocks: the next one may be enough.
        if (refusal != null && depth >= DepthBlocksMax)
        {
            throw new ChainFeedException($"The signer does not take the proof that the payment of {payment.Output} came back: {refusal}");
        }
    }

    private static uint Locktime(byte[] transaction) => BinaryPrimitives.ReadUInt32LittleEndian(transaction.AsSpan(transaction.Length - 4));

    private static string Key(WantedTimeout payment) => payment.Output + " " + Convert.ToHexStringLower(payment.Request.PaymentHash) + " " + payment.Request.AmountMsat;

    /// <summary>How far the search for one payment is.</summary>
    private sealed class Search
    {
        private DateTimeOffset _again;

        public int Failures { get; private set; }

        public string Trouble { get; private set; } = string.Empty;

        /// <summary>Proven, or there is nothing to prove.</summary>
        public bool IsOver { get; set; }

        /// <summary>What spends the output, in which block, and the commitment.</summary>
        public byte[]? Spending { get; set; }

        public int SpentAt { get; set; }

        public byte[]? Closing { get; set; }

        /// <summary>The next block of an unfinished search, which began with this one.</summary>
        public int? Next { get; set; }

        public int From { get; set; }

        /// <summary>No block up to this one spends the output.</summary>
        public int Searched { get; set; }

        /// <summary>The newest block when it was shown last.</summary>
        public byte[] ShownAt { get; private set; } = [];

        public bool IsDue(DateTimeOffset now) => !IsOver && now >= _again;

        public void Shown(byte[] tip)
        {
            ShownAt = tip;
            Failures = 0;
        }

        public void Failed(DateTimeOffset now, string trouble)
        {
            (Spending, SpentAt, Closing, Next, From, Searched, ShownAt) = (null, 0, null, null, 0, 0, []);
            _again = now + ChainFeeder.WaitAfter(Failures);
            Failures++;
            Trouble = trouble;
        }
    }
}
