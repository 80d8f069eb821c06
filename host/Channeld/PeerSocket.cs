using Holdfast.HandOver;

namespace Holdfast.Channeld;

/// <summary>The socket that carries the peer's messages, as this process was given it.</summary>
internal static class PeerSocket
{
    /// <summary>
    /// Hands it to the bridge, together with one end of a new pair, and puts the other end in its place. When the bridge does not want it, it stays.
    /// </summary>
    /// <returns>False when the bridge gave no answer: nobody knows which of the two now moves the peer's messages.</returns>
    /// <exception cref="IOException">The system has no descriptors left, or the bridge is gone.</exception>
    public static bool HandOver(UnixSocket hsm, int peerDescriptor)
    {
        (UnixSocket bridges, UnixSocket ours) = UnixSocket.Pair();
        using (bridges)
        using (ours)
        {
            hsm.Pass(HandOverMessage.Offer, peerDescriptor, bridges.Descriptor);
            bool? isTaken = HandOverMessage.ReadAnswer(hsm);
            if (isTaken == true)
            {
                ours.PutInPlaceOf(peerDescriptor);
            }

            return isTaken != null;
        }
    }
}
