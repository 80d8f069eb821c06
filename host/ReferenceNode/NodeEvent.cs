namespace Holdfast.ReferenceNode;

/// <summary>The moments of one signing that a crash can fall between, in the order of a node that writes before it signs.</summary>
public enum NodeEvent
{
    /// <summary>The intent becomes durable. A node that signs first has nothing to write here, but the moment exists.</summary>
    IntentWritten = 0,

    /// <summary>The request goes to the signer.</summary>
    RequestSent = 1,

    /// <summary>The signer makes its promise durable.</summary>
    DeviceCommitted = 2,

    /// <summary>The signer's reply leaves it.</summary>
    ReplySent = 3,

    /// <summary>The reply arrives at the node.</summary>
    ReplyReceived = 4,

    /// <summary>The node's new state becomes durable.</summary>
    StateWritten = 5,

    /// <summary>commitment_signed goes to the peer.</summary>
    CommitmentSignedSent = 6,

    /// <summary>The peer's revoke_and_ack is taken in.</summary>
    RevocationReceived = 7,
}

/// <summary>Sees every event just before it happens and just after; may throw <see cref="NodeCrashedException"/> to end the node there.</summary>
public interface INodeWatch
{
    void Before(NodeEvent moment);

    void After(NodeEvent moment);
}

/// <summary>Watches nothing.</summary>
public sealed class NoWatch : INodeWatch
{
    public static readonly NoWatch Instance = new();

    public void Before(NodeEvent moment)
    {
    }

    public void After(NodeEvent moment)
    {
    }
}

/// <summary>The node's process is gone; only its disk is left.</summary>
public sealed class NodeCrashedException(NodeEvent moment, bool after) : Exception((after ? "after " : "before ") + moment);
