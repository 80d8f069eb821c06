using Holdfast.Bytes;

namespace Holdfast.Policy;

/// <summary>
/// Gossip that we sign speaks about our own node on our own network.
/// </summary>
public static class GossipIsOurs
{
    public const string Tag = "holdfast-gossip-ours";

    public static void RequireChain(byte[] chainHash, byte[] ours)
    {
        if (!Check.Same(chainHash, ours))
        {
            throw new Refusal(Tag, "This gossip message is of another network.");
        }
    }

    public static void RequireNode(byte[] nodeId, byte[] ours)
    {
        if (!Check.Same(nodeId, ours))
        {
            throw new Refusal(Tag, "This gossip message announces another node.");
        }
    }
}
