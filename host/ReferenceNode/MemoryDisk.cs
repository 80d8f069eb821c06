using Holdfast.Lightning;

namespace Holdfast.ReferenceNode;

/// <summary>A disk for simulated crashes: it outlives the node object, and holds copies only.</summary>
public sealed class MemoryDisk : INodeDisk
{
    private ChannelState? _state;
    private PendingIntent? _pending;

    public ChannelState? Load() => _state?.Clone();

    public void Store(ChannelState state) => _state = state.Clone();

    public void BeginIntent(CommitmentFields content, ChannelState next)
    {
        if (_pending is not null && !_pending.Content.Encode().AsSpan().SequenceEqual(content.Encode()))
        {
            throw new InvalidOperationException("an intent with another content is open");
        }

        _pending = new PendingIntent(content, next.Clone());
    }

    public void CloseIntent(SignedCommitment? signed, string? refusalTag) => _pending = null;

    public ChannelState? Recover(Func<CommitmentFields, SignedCommitment> repeat)
    {
        if (Pending() is not { } pending)
        {
            return null;
        }

        try
        {
            repeat(pending.Content);
        }
        catch (RefusedException)
        {
            _pending = null;
            throw;
        }

        Store(pending.Next);
        _pending = null;
        return pending.Next;
    }

    public PendingIntent? Pending() => _pending is null ? null : _pending with { Next = _pending.Next.Clone() };
}
