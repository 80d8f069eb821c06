using Holdfast.Hardware;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// Refuses early what the chip's heap has no room for. A request that runs out of memory half-way stops the device, because the interpreter may have
/// left out a call (firmware/README.md, "Filling the heap"); so the long ones are measured before they begin. The figures are what the interpreter had
/// free, when it had read the request, on the smallest heaps on which no try failed (32-bit host build, the smaller batches of a small heap), rounded up.
/// </summary>
public static class MemoryNeed
{
    /// <summary>To give the device its seed or to open it: the keys, every record of the journal, and the product of a handshake.</summary>
    public const uint OpenBytes = 23000;

    /// <summary>For one more channel: what it keeps, and a commitment with ten HTLCs on it, so that it is not opened only to stand still.</summary>
    public const uint ChannelBytes = 30500;

    /// <summary>For a commitment without HTLCs.</summary>
    public const uint CommitmentBytes = 24300;

    /// <summary>More for each HTLC.</summary>
    public const uint HtlcBytes = 225;

    // Of the request, at least: what is not an HTLC in it, and each HTLC (ProtocolLimits).
    private const int SignFixedBytes = 84;
    private const int SignHtlcBytes = 45;
    private const int ValidateFixedBytes = 117;
    private const int ValidateHtlcBytes = 109;

    /// <summary>Not now, if there is less free than the request takes. Where nobody knows what is free, nothing is refused.</summary>
    public static void Require(MessageId id, int lengthBytes, IMemory memory)
    {
        switch (id)
        {
            case MessageId.Provision:
            case MessageId.Unlock:
                RequireFree(OpenBytes, memory, "the seed cannot be used on this board");
                break;
            case MessageId.NewChannel:
            case MessageId.SetupChannel:
                RequireFree(ChannelBytes, memory, "no more channels on this board");
                break;
            case MessageId.SignCounterpartyCommitment:
            case MessageId.PrepareCounterpartyCommitment:
                RequireCommitment((lengthBytes - SignFixedBytes) / SignHtlcBytes, memory);
                break;
            case MessageId.ValidateHolderCommitment:
                RequireCommitment((lengthBytes - ValidateFixedBytes) / ValidateHtlcBytes, memory);
                break;
        }
    }

    private static void RequireCommitment(int htlcs, IMemory memory)
    {
        uint free = Free(memory);
        uint count = htlcs < 0 ? 0 : (uint)htlcs;
        if (free >= CommitmentBytes + (count * HtlcBytes))
        {
            return;
        }

        uint fit = free < CommitmentBytes ? 0 : (free - CommitmentBytes) / HtlcBytes;
        throw RequestException.NotNow(ErrorCode.MemoryFull, "the memory is full: at most " + fit.ToString() + " HTLCs on this board");
    }

    private static void RequireFree(uint bytes, IMemory memory, string consequence)
    {
        uint free = Free(memory);
        if (free < bytes)
        {
            throw RequestException.NotNow(ErrorCode.MemoryFull, "the memory is full, " + free.ToString() + " of " + bytes.ToString() + " bytes are free: " + consequence);
        }
    }

    private static uint Free(IMemory memory)
    {
        uint free = memory == null ? 0 : memory.FreeBytes;
        return free == 0 ? uint.MaxValue : free;
    }
}
