namespace CrashSafeNode;

/// <summary>The signer of the sample.</summary>
public interface ISigner
{
    /// <summary>Whether it would sign this; asking promises nothing.</summary>
    Task<bool> WouldSignAsync(byte[] request, CancellationToken stop);

    /// <summary>Signs and promises, or refuses by a rule. The same bytes have the same answer.</summary>
    Task<Answer> AskAsync(byte[] request, CancellationToken stop);
}

/// <summary>The node of the sample.</summary>
public interface INode
{
    /// <summary>Durable on return.</summary>
    void Store(byte[] channel, byte[] state);

    /// <summary>To the peer, which cannot be undone.</summary>
    void Send(byte[] channel, byte[] reply);
}

/// <summary>What the signer said: a reply with its receipt, or a refusal.</summary>
public sealed record Answer(byte[] Reply, byte[] Receipt, string? RefusalTag);
