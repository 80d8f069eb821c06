using System.Collections.Concurrent;
using Holdfast.HandOver;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Wire;

namespace Holdfast.HsmdBridge.Pumps;

/// <summary>
/// Decides whether channels run write-ahead: the device prepares a commitment, the node writes it down, and only then it is signed. The node does not know
/// about that. It takes a placeholder for the signature, as long as its channeld does not verify what it gets, so this is done with versions of
/// which that is known, and ended for this run when channeld seems to have begun to verify.
/// </summary>
internal sealed class WriteAhead : IDisposable
{
    /// <summary>What lightningd asks for when the client is channeld (channel_control.c, peer_start_channeld). Other daemons have other masks.</summary>
    public const HsmdPermissions ChanneldsPermissions = HsmdPermissions.Ecdh | HsmdPermissions.SignGossip | HsmdPermissions.SignOnchainTx
        | HsmdPermissions.CommitmentPoint | HsmdPermissions.SignRemoteTx | HsmdPermissions.SignClosingTx | HsmdPermissions.SignSpliceTx | HsmdPermissions.LockOutpoint;

    /// <summary>Ends of channeld right after a placeholder, one after the other, that nothing but a verification explains.</summary>
    private const int SuddenEndsMax = 2;

    /// <summary>Versions of lightningd whose channeld was measured (README.md beside HsmdBridge's project says what was).</summary>
    private static readonly string[] s_measuredVersions = ["v26.06.6"];

    private readonly StatusSocket _status;
    private readonly Lazy<string?> _objection;
    private readonly ConcurrentDictionary<string, bool> _said = new();
    private int _suddenEnds;

    /// <param name="secret">Of this host, and lasting: the placeholders follow from it.</param>
    /// <exception cref="SettingException">A value that means nothing.</exception>
    public WriteAhead(NodeSession session, StatusSocket status, HsmdSettings settings, byte[] secret)
    {
        Session = session;
        _status = status;
        Mint = new PlaceholderMint(secret);
        Loop = new PumpLoop(Mint);
        bool isWanted = settings.WritesAhead;
        _objection = new Lazy<string?>(() => isWanted ? ObjectionOf(NodeVersion.Find(settings)) : "write-ahead=false.");
    }

    public NodeSession Session { get; }

    public PlaceholderMint Mint { get; }

    public PumpLoop Loop { get; }

    /// <summary>False when every channel is served in the node's own order.</summary>
    public bool IsOn => _objection.Value == null && Volatile.Read(ref _suddenEnds) < SuddenEndsMax;

    /// <summary>Takes the peer's messages of a channel over, when this run writes ahead; answers the stub in either case.</summary>
    /// <param name="passed">What came with the offer; emptied when it is taken.</param>
    /// <returns>Null when the channel goes on as if nobody had asked.</returns>
    /// <exception cref="IOException">The stub is gone.</exception>
    public PeerMessages? Take(ServedClient client, List<UnixSocket> passed)
    {
        PeerMessages? messages = null;
        try
        {
            if (IsOn && passed.Count == 2)
            {
                Pump? pump = Loop.Add(passed[0], passed[1]);
                if (pump == null)
                {
                    _status.Log(StatusLevel.Broken, "Too many channels: the messages of this one cannot be handed over, so it runs in the node's own order.", client.Identity.Peer);
                }
                else
                {
                    passed.Clear();
                    messages = new PeerMessages(this, client, pump, _status);
                }
            }
            else
            {
                SayOnce(_objection.Value);
            }

            client.Connection.Write(HandOverMessage.Answer(messages != null));
            return messages;
        }
        catch
        {
            messages?.Dispose();
            throw;
        }
    }

    /// <summary>A channeld without a stub in front of it.</summary>
    public void ServesWithoutStub() => SayOnce("holdfast-channeld does not run in front of channeld (set subdaemon=channeld:/path/to/holdfast-channeld).");

    /// <summary>A signature has gone out in the place of its placeholder: channeld does not verify.</summary>
    public void Succeeded() => Interlocked.Exchange(ref _suddenEnds, 0);

    /// <summary>channeld ended right after it got a placeholder, by itself, with its peer still connected.</summary>
    public void EndedSuddenly(byte[] peer)
    {
        if (Interlocked.Increment(ref _suddenEnds) == SuddenEndsMax)
        {
            _status.Log(
                StatusLevel.Broken,
                "channeld has ended twice after it got a placeholder, so this version seems to verify signatures. Until the next start, channels run in the node's own order: "
                    + "a crash at the wrong moment can cost a channel.",
                peer);
        }
    }

    public void Dispose() => Loop.Dispose();

    private void SayOnce(string? reason)
    {
        if (reason != null && _said.TryAdd(reason, true))
        {
            _status.Log(StatusLevel.Unusual, "Channels run in the node's own order, in which a crash at the wrong moment can cost a channel: " + reason);
        }
    }

    private static string? ObjectionOf(string? version) => s_measuredVersions.Contains(version)
        ? null
        : $"this holdfast-hsmd was not measured with lightningd {version ?? "of an unknown version"}, only with {string.Join(", ", s_measuredVersions)}. "
            + "Look for a newer Holdfast.";
}
