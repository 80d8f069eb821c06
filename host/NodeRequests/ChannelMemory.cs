using System.Collections.Concurrent;
using Holdfast.Bytes;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Translation;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests;

/// <summary>
/// What the bridge keeps about one channel between requests. All of it can be lost: keys and signatures are asked from the device again, and a
/// daemon that still waits for an HTLC signature dies with the bridge.
/// </summary>
internal sealed class ChannelMemory
{
    /// <summary>Splices hold a few fundings open at once; each has its own commitment with HTLC signatures to hand out.</summary>
    private const int CommitmentsMax = 16;

    private readonly List<SignedCommitment> _signed = [];

    public ChannelKeysReply? Keys { get; set; }

    /// <summary>The holder's upfront shutdown script, as the last setup said; empty or null when there is none.</summary>
    public byte[]? HolderShutdownScript { get; set; }

    /// <summary>The holder's commitment as it was signed to be broadcast; null when none was since the start. It proves what its anchor is.</summary>
    public Transaction? HolderCommitment { get; set; }

    public IncomingHtlcs Incoming { get; } = new();

    /// <summary>Held while the states from when there was no watchtower are caught up with.</summary>
    public Lock CatchingUp { get; } = new();

    /// <summary>The keeper's <see cref="IStateKeeper.Beginnings"/> that this was done for; 0 at the start.</summary>
    public long CaughtUp { get; set; }

    /// <summary>Remembers the HTLC signatures that came with a peer's commitment, when it was signed or before.</summary>
    public void Remember(SignedCommitment commitment)
    {
        lock (_signed)
        {
            _signed.RemoveAll(known => Check.Same(known.Txid, commitment.Txid));
            _signed.Add(commitment);
            if (_signed.Count > CommitmentsMax)
            {
                _signed.RemoveAt(0);
            }
        }
    }

    /// <summary>The signature for the HTLC transaction that spends this output; null when no remembered commitment has it.</summary>
    public byte[]? HtlcSignature(byte[] commitmentTxid, uint vout)
    {
        lock (_signed)
        {
            SignedCommitment? commitment = _signed.Find(known => Check.Same(known.Txid, commitmentTxid));
            int index = commitment == null ? -1 : Array.IndexOf(commitment.HtlcOutputs, (int)vout);
            return index < 0 || index >= commitment!.HtlcSignatures.Length ? null : commitment.HtlcSignatures[index];
        }
    }

    /// <param name="HtlcOutputs">Output indexes, in the order of the signatures.</param>
    internal sealed record SignedCommitment(byte[] Txid, int[] HtlcOutputs, byte[][] HtlcSignatures)
    {
        private const int TxidBytes = 32;

        /// <summary>What the intent log keeps of it: txid, then the output indexes as u16.</summary>
        public static byte[] ToContext(byte[] txid, int[] htlcOutputs)
        {
            ByteWriter writer = new(TxidBytes + (2 * htlcOutputs.Length));
            writer.Bytes(txid);
            Array.ForEach(htlcOutputs, output => writer.U16((ushort)output));
            return writer.ToArray();
        }

        public static bool IsContextOf(byte[] context, byte[] txid) => context.Length >= TxidBytes && context.AsSpan(0, TxidBytes).SequenceEqual(txid);

        public static SignedCommitment FromContext(byte[] context, byte[][] htlcSignatures)
        {
            ByteReader reader = new(context);
            byte[] txid = reader.Bytes(TxidBytes);
            int[] outputs = new int[reader.Remaining / 2];
            for (int i = 0; i < outputs.Length; i++)
            {
                outputs[i] = reader.U16();
            }

            return new SignedCommitment(txid, outputs, htlcSignatures);
        }
    }
}

/// <summary>The memories of all channels.</summary>
internal sealed class ChannelMemories
{
    private readonly ConcurrentDictionary<string, ChannelMemory> _channels = new();

    public ChannelMemory Of(ChannelName channel) => _channels.GetOrAdd(channel.Key, _ => new ChannelMemory());

    public void Forget(ChannelName channel) => _channels.TryRemove(channel.Key, out _);
}
