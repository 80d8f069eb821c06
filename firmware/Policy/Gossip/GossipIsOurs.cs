using Holdfast.Bytes;

namespace Holdfast.Policy;

/// <summary>
/// Gossip that the device signs is about its own node on its own network.
/// </summary>
public static class GossipIsOurs
{
    public const string Tag = "holdfast-gossip-ours";

    public static void RequireChain(byte[] chainHash, byte[] ours)
    {
        if (!Check.Same(chainHash, ours))
        {
            throw new Refusal(nameof(GossipIsOurs), Tag, "This gossip message is for another network than the device's keys; check the node's network.");
        }
    }

    public static void RequireNode(byte[] nodeId, byte[] ours)
    {
        if (!Check.Same(nodeId, ours))
        {
            throw new Refusal(nameof(GossipIsOurs), Tag, "This gossip message announces another node; only the device's own node is announced.");
        }
    }
}
