namespace Holdfast.Policy;

/// <summary>Any other path begins at a peer with which there is a channel.</summary>
public static class PathFromPeer
{
    public const string Tag = "holdfast-path-peer";

    public static void Require(bool isPeer)
    {
        if (!isPeer)
        {
            throw new Refusal(nameof(PathFromPeer), Tag,
                "This path begins at a node with which there is no channel; begin at a peer, or at the provider of the order.");
        }
    }
}
