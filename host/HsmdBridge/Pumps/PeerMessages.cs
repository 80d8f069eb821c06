using Holdfast.DeviceLink;
using Holdfast.HandOver;
using Holdfast.NodeRequests;

namespace Holdfast.HsmdBridge.Pumps;

/// <summary>
/// One channeld whose messages to the peer pass through here. A request for the signature of a commitment (19) is answered with a placeholder when
/// the device has agreed to sign it; the signature is made when the placeholder comes by in a message to the peer, because by then lightningd has written
/// the commitment down.
/// </summary>
internal sealed class PeerMessages(WriteAhead writeAhead, ServedClient client, Pump pump, StatusSocket status) : IDisposable
{
    /// <summary>A commitment and its splices' are prepared together; a daemon that asks more without sending anything has forgotten the oldest.</summary>
    private const int PreparedMax = 32;

    private const int SignRemoteCommitment = 19;
    private const string Unknown = "a message to the peer carries a placeholder that was not given to this daemon";

    private readonly List<Prepared> _prepared = [];
    private bool _isOver;

    /// <summary>Moves the peer's messages until the daemon asks for something, or ends.</summary>
    /// <returns>False when a message had to be stopped; both connections are closed.</returns>
    public bool ForwardUntilRequest()
    {
        if (pump.ForwardUntil(client.Connection.Socket, Sign, out string trouble))
        {
            return true;
        }

        Tell(trouble);
        return false;
    }

    /// <summary>True for the request that gets a placeholder.</summary>
    public bool Prepares(byte[] request) => RequestLine.Number(request) == SignRemoteCommitment && writeAhead.IsOn;

    /// <summary>Lets the device look at a commitment and answers with a placeholder, or in the words of a refusal.</summary>
    public HsmdAnswer Prepare(byte[] request, Asker asker)
    {
        byte[] placeholder = writeAhead.Mint.Of(request);
        WriteAheadAnswer answer = writeAhead.Session.Prepare(client.Identity, request, placeholder, asker);
        if (answer.Prepared != null)
        {
            _prepared.RemoveAll(known => known.Commitment.Placeholder.AsSpan().SequenceEqual(placeholder));
            _prepared.Add(new Prepared(answer.Prepared));
            if (_prepared.Count > PreparedMax)
            {
                _prepared.RemoveAt(0);
            }
        }

        return answer.Answer;
    }

    /// <summary>The daemon ended or was replaced. Its connection may live on: closingd takes it over.</summary>
    /// <param name="byItself">Nobody ended it: not the bridge, and not a new daemon for its channel.</param>
    public void ClientEnded(bool byItself)
    {
        if (byItself && _prepared.Count > 0 && !_prepared[^1].WasSeen && pump.HasChanneldEndedFirst)
        {
            writeAhead.EndedSuddenly(client.Identity.Peer);
        }

        _isOver = true;
        pump.LeaveToLoop(placeholder =>
        {
            if (Find(placeholder) == null)
            {
                Tell(Unknown);
            }
        });
    }

    /// <summary>Ends the connection, unless the daemon's own end left it to the next process.</summary>
    public void Dispose()
    {
        if (!_isOver)
        {
            pump.Close();
        }
    }

    private byte[]? Sign(byte[] placeholder)
    {
        Prepared? prepared = Find(placeholder);
        if (prepared == null)
        {
            Tell(Unknown);
            return null;
        }

        prepared.WasSeen = true;
        LateSignature late = writeAhead.Session.SignPrepared(prepared.Commitment, new Asker { IsGone = () => pump.IsPeerGone });
        if (late.Signature != null)
        {
            writeAhead.Succeeded();
            return late.Signature;
        }

        byte[] request = [0, SignRemoteCommitment];
        if (late.Answer.Tag == HsmdAnswer.Withdrawn)
        {
            status.Log(StatusLevel.Debug, RequestLine.Of(request, "dropped", late.Answer), client.Identity.Peer);
        }
        else
        {
            RequestLine.Report(status, client.Identity, request, late.Answer);
        }

        return null;
    }

    private Prepared? Find(byte[] placeholder) => _prepared.Find(known => known.Commitment.Placeholder.AsSpan().SequenceEqual(placeholder));

    private void Tell(string trouble)
    {
        if (trouble.Length > 0)
        {
            status.Log(StatusLevel.Broken, "Channel " + client.Identity.Dbid + ": " + trouble + ". The message was not sent, and the connection is closed.", client.Identity.Peer);
        }
    }

    private sealed class Prepared(PreparedCommitment commitment)
    {
        public PreparedCommitment Commitment => commitment;

        /// <summary>It came by in a message to the peer.</summary>
        public bool WasSeen { get; set; }
    }
}
