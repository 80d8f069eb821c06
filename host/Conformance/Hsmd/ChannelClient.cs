using Holdfast.ReferenceNode;

namespace Holdfast.Conformance.Hsmd;

/// <summary>
/// The sockets of one daemon of a channel: its client of hsmd and, when it is a channeld that a stub was started for, its socket to the peer with connectd's
/// end of it.
/// </summary>
internal sealed class ChannelClient : IDisposable
{
    private const int StatusNumber = 0;
    private const int PeerNumber = 3;
    private const int HsmNumber = 4;

    private ChannelClient(HsmdSocket hsm, HsmdSocket? peer, HsmdSocket? connectd)
    {
        Hsm = hsm;
        Peer = peer;
        Connectd = connectd;
    }

    public HsmdSocket Hsm { get; }

    /// <summary>channeld's end; null without a stub.</summary>
    public HsmdSocket? Peer { get; }

    /// <summary>connectd's end; null without a stub.</summary>
    public HsmdSocket? Connectd { get; }

    /// <summary>A daemon without a stub, which speaks to nobody else.</summary>
    public static ChannelClient Of(HsmdSocket hsm) => new(hsm, null, null);

    /// <summary>
    /// Starts the stub as lightningd starts its channeld: status socket on descriptor 0, the peer's messages on 3, hsmd on 4, in the node's folder. What the stub
    /// becomes is the stand-in of this room, which hands over descriptors 3 and 4 as it found them.
    /// </summary>
    /// <param name="hsm">Closed here, as lightningd closes it after the fork.</param>
    /// <exception cref="SignerLostException">The stub ended instead.</exception>
    public static ChannelClient Start(HsmdSettings settings, string folder, IReadOnlyDictionary<string, string> environment, HsmdSocket hsm)
    {
        Dictionary<string, string> ofStub = new(environment) { ["HOLDFAST_CHANNELD"] = settings.StandIn!.Path };
        (HsmdSocket status, HsmdSocket statusTheirs) = HsmdSocket.Pair();
        (HsmdSocket connectd, HsmdSocket connectdTheirs) = HsmdSocket.Pair();
        using (hsm)
        using (status)
        {
            try
            {
                using ChildProcess stub = Start(settings, folder, ofStub, (statusTheirs, StatusNumber), (connectdTheirs, PeerNumber), (hsm, HsmNumber));
                HsmdSocket peer = status.ReceiveDescriptor(settings.AnswerTimeoutMs);
                return new ChannelClient(status.ReceiveDescriptor(settings.AnswerTimeoutMs), peer, connectd);
            }
            catch (IOException error)
            {
                connectd.Dispose();
                throw new SignerLostException("holdfast-channeld: " + error.Message);
            }
        }
    }

    public void Dispose()
    {
        Hsm.Dispose();
        Peer?.Dispose();
        Connectd?.Dispose();
    }

    private static ChildProcess Start(
        HsmdSettings settings, string folder, IReadOnlyDictionary<string, string> environment, params (HsmdSocket Socket, int Becomes)[] descriptors)
    {
        try
        {
            return ChildProcess.Start(settings.Channeld!, [.. settings.StandIn!.Arguments, StandInChanneld.Argument], folder, environment, descriptors);
        }
        finally
        {
            descriptors[0].Socket.Dispose();
            descriptors[1].Socket.Dispose();
        }
    }
}
