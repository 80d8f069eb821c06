using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.DeviceLink;

/// <summary>
/// A request goes in, a reply or a typed refusal comes out. Whatever the cable does in between (unplugged, garbage, lost or doubled frames, a device that
/// reboots), the identical request is sent again under the same number until its answer is there; the device executes it once.
/// <para>Safe for many threads: one request is on the line at a time, in the order in which they came.</para>
/// </summary>
public sealed partial class SignerClient : IDisposable
{
    // A device that keeps rejecting fresh sessions is not lost, it is wrong; more handshakes would not help.
    private const int HandshakesMax = 4;

    private readonly ITransport _transport;
    private readonly MessageLine _line;
    private readonly SignerSession _session;
    private readonly TimeProvider _time;
    private readonly ReopenDelay _reopenDelay;
    private readonly TicketQueue _queue = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly BackupKeeper? _backup;
    private uint _sequence;
    private bool _hasSession;
    private bool _isTroubled;

    public SignerClient(ITransport transport, SignerClientSettings settings)
    {
        _transport = transport;
        _time = settings.Time;
        _line = new MessageLine(transport, settings.Time);
        _session = new SignerSession(_line, settings);
        LatestReceipt = settings.Receipt;
        _reopenDelay = new ReopenDelay(settings);
        _backup = settings.BackupFolder == null ? null : new BackupKeeper(settings.BackupFolder);
    }

    /// <summary>The line went bad (the text says how); requests are held until <see cref="Recovered"/>. Called on the asking thread.</summary>
    public event Action<string>? Troubled;

    /// <summary>The device answers again.</summary>
    public event Action? Recovered;

    /// <summary>The session that the device had before is over: a session belongs to one host at a time. Called on the asking thread.</summary>
    public event Action<SessionBefore>? TookOver;

    /// <summary>After every answered request, refusals too.</summary>
    public event Action<ExchangeFigures>? Exchanged;

    /// <summary>The newest receipt seen, 24 bytes; null before the first. Give it to the next client of this device.</summary>
    public byte[]? LatestReceipt { get; private set; }

    /// <summary>What the device said of itself at the last handshake; null before the first.</summary>
    public HelloReply? Device => _session.Device;

    /// <summary>The same as the last Unlock confirmed it; null before the first. Only by these limits may a request be refused here: others are anybody's word.</summary>
    public HelloReply? ConfirmedDevice => _session.ConfirmedDevice;

    /// <summary>How the device compared its journal with the receipt that it got at the last unlock.</summary>
    public ReceiptResult ReceiptResult => _session.ReceiptResult;

    /// <summary>
    /// This client has a session: what the device says comes under its seal, and what it said of itself at the handshake was confirmed by it. Otherwise anybody on the
    /// cable may have said it.
    /// </summary>
    public bool IsAuthenticated => _session.IsUnlocked;

    /// <summary>Sessions since the device started, this client's included; 0 before its first.</summary>
    public uint Sessions => _session.Sessions;

    public string LineName => _line.Name;

    /// <summary>Opens the line and shakes hands, so that trouble shows before the first request. Optional.</summary>
    /// <exception cref="SignerException">The device answered and does not let this client in.</exception>
    /// <exception cref="LinkLostException">No answer within the settings' patience.</exception>
    public HelloReply Connect(Asker? asker = null, CancellationToken cancellation = default)
    {
        asker ??= Asker.Patient;
        using TicketQueue.Turn turn = _queue.Enter(asker.GoesFirst);
        using HeldRequest none = new([], 0, asker);
        none.RequireWanted();
        Persist(none, token =>
        {
            ShakeHands(token);
            return true;
        }, cancellation);
        return _session.Device!;
    }

    /// <summary>Asks and waits for the answer; the reply is ok, with body and receipt.</summary>
    /// <param name="message">Id and fields, as a message class encodes them.</param>
    /// <param name="asker">Who waits for the answer; somebody with patience unless said.</param>
    /// <param name="cancellation">Ends the waiting in any case.</param>
    /// <exception cref="SignerRefusedException">A rule said no.</exception>
    /// <exception cref="SignerMalformedException">The request is not what it claims to be.</exception>
    /// <exception cref="SignerFaultException">The device stopped.</exception>
    /// <exception cref="SignerNotReadyException">The device is blank, locked, of another version, or has no such channel.</exception>
    /// <exception cref="LinkLostException">No answer within the settings' or the asker's patience.</exception>
    /// <exception cref="RequestWithdrawnException">The asker was gone before anything was sent.</exception>
    /// <exception cref="RequestBreaksDeviceException">The device goes down over this request; whether it was executed is unknown.</exception>
    public Reply Exchange(byte[] message, Asker? asker = null, CancellationToken cancellation = default)
        => SignerAnswer.RequireOk(Answer(message, asker, cancellation));

    /// <summary>Asks and gives the reply as it came, refusals and all. A device that does not let this client in still is an exception.</summary>
    public Reply Answer(byte[] message, Asker? asker = null, CancellationToken cancellation = default)
    {
        asker ??= Asker.Patient;
        using TicketQueue.Turn turn = _queue.Enter(asker.GoesFirst);
        using HeldRequest request = new(message, ++_sequence, asker);
        request.RequireWanted();
        long start = _time.GetTimestamp();
        long sent = _line.BytesSent;
        long received = _line.BytesReceived;

        Reply reply = Persist(request, token => Attempt(request, token), cancellation);
        Exchanged?.Invoke(new ExchangeFigures((MessageId)message[0], _time.GetElapsedTime(start), _line.BytesSent - sent, _line.BytesReceived - received));
        if (reply.Status == ReplyStatus.Ok && reply.IsAuthentic)
        {
            KeepBackup(reply.Receipt, asker, cancellation);
            Keep(reply.Receipt);
        }

        return reply;
    }

    /// <summary>Asks and reads the answer with the message's own reply class.</summary>
    public TReply Ask<TReply>(byte[] message, Func<ByteReader, TReply> decode)
        => decode(new ByteReader(Exchange(message).Body));

    /// <summary>Puts a secret on a blank device and unlocks it: from here on this client holds the host's half.</summary>
    public ProvisionReply Ask(Provision message)
    {
        ProvisionReply reply = Ask(message.Encode(), ProvisionReply.Decode);
        UseHostHalf(message.HostHalf);

        // The receipt before was of another volume: the device would stop over it.
        LatestReceipt = null;
        return reply;
    }

    /// <summary>From the next request on, unlock with this half.</summary>
    public void UseHostHalf(byte[] hostHalf)
    {
        using TicketQueue.Turn turn = _queue.Enter();
        _session.HostHalf = hostHalf;
        _session.Renew();
        _hasSession = false;
    }

    /// <summary>Lets go of the line, for another program to use it; the next request opens it again and finds the session as it was.</summary>
    public void HangUp()
    {
        using TicketQueue.Turn turn = _queue.Enter();
        _line.Close();
    }

    /// <summary>Ends waiting requests with <see cref="OperationCanceledException"/> and gives the line back.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        using (_queue.Enter())
        {
            _line.Close();
            _transport.Dispose();
            _backup?.Dispose();
        }
    }

    private T Persist<T>(HeldRequest request, Func<CancellationToken, T> attempt, CancellationToken cancellation)
    {
        using CancellationTokenSource any = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _closing.Token, request.AwayTooLong);
        try
        {
            return _reopenDelay.UntilAnswered(token => OnLine(request, attempt, token), any.Token);
        }
        catch (LineTroubleException trouble)
        {
            throw new LinkLostException(trouble.Message, request.WasSent, trouble);
        }
        catch (OperationCanceledException late) when (request.AwayTooLong.IsCancellationRequested && !cancellation.IsCancellationRequested && !_closing.IsCancellationRequested)
        {
            throw new LinkLostException($"the device on {_line.Name} has not answered for too long", request.WasSent, late);
        }
    }

    // One attempt on the line. Everything that the line can do becomes LineTroubleException, and the line starts over.
    private T OnLine<T>(HeldRequest request, Func<CancellationToken, T> attempt, CancellationToken cancellation)
    {
        try
        {
            cancellation.ThrowIfCancellationRequested();
            if (!_line.IsOpen)
            {
                _hasSession = false;
                _line.Open(cancellation);
            }

            T result = attempt(cancellation);
            if (_isTroubled)
            {
                _isTroubled = false;
                Recovered?.Invoke();
            }

            return result;
        }
        catch (Exception trouble) when (trouble is IOException or MalformedException or LineTroubleException)
        {
            _line.Close();
            request.DeviceIsAway();
            if (!_isTroubled)
            {
                _isTroubled = true;
                Troubled?.Invoke(trouble.Message);
            }

            throw trouble as LineTroubleException ?? new LineTroubleException(trouble.Message, trouble);
        }
    }

    private Reply Attempt(HeldRequest request, CancellationToken cancellation)
    {
        Reply? reply = null;
        for (int handshakes = 0; handshakes < HandshakesMax; handshakes++)
        {
            if (!_hasSession)
            {
                ShakeHands(cancellation);
            }

            request.DeviceIsBack();
            bool wasSealed = _session.IsUnlocked && !Seal.IsVeiled((MessageId)request.Message[0]);
            reply = AnswerOf(request, cancellation);
            if (reply.IsAuthentic)
            {
                if (!SignerAnswer.WantsNewSession(reply))
                {
                    return reply;
                }

                _session.Renew();
            }
            else if (reply.Status == ReplyStatus.Ok || (!wasSealed && reply.Code is not (ErrorCode.NoSession or ErrorCode.BadSeal)))
            {
                // Said by anybody at the other end: to open questions, and to a host that the device does not let in.
                _hasSession &= reply.Status == ReplyStatus.Ok;
                return reply;
            }

            _hasSession = false;
        }

        throw new LineTroubleException("the device, or somebody on the line, refuses the session repeatedly: " + reply!.Sentence);
    }

    // Sends the request, and sends it again until there is an answer. Up to the first byte it can still be withdrawn.
    private Reply AnswerOf(HeldRequest request, CancellationToken cancellation)
    {
        request.RequireWanted();
        bool wasSent = request.WasSent;
        request.Sending(_session.Boot);
        try
        {
            return _session.Ask(request.Message, request.Sequence, cancellation);
        }
        catch (NothingWrittenException)
        {
            request.NotSent(wasSent);
            throw;
        }
        catch (MalformedException)
        {
            request.Broken();
            throw;
        }
    }

    private void ShakeHands(CancellationToken cancellation)
    {
        byte[]? receipt = _session.Shake(LatestReceipt, cancellation);
        if (_session.Before != SessionBefore.None)
        {
            TookOver?.Invoke(_session.Before);
        }

        if (receipt != null)
        {
            Keep(receipt);
        }

        _hasSession = true;
    }

    // The device has acted: whatever becomes of the backup, the request counts as sent. The asker may go, what was promised is to be kept.
    private void KeepBackup(byte[] receipt, Asker asker, CancellationToken cancellation)
    {
        if (_backup == null || _session.ConfirmedDevice == null)
        {
            return;
        }

        try
        {
            _backup.Keep(_session.ConfirmedDevice.VolumeId, receipt, message =>
            {
                using HeldRequest request = new(message, ++_sequence, asker with { IsGone = static () => false });
                return SignerAnswer.RequireOk(Persist(request, token => Attempt(request, token), cancellation));
            });
        }
        catch (LinkLostException lost)
        {
            throw new LinkLostException(lost.Message, wasSent: true, lost);
        }
        catch (Exception odd) when (odd is SignerException or MalformedException)
        {
            throw new BackupException("the signer does not give its backup: " + odd.Message, odd);
        }
    }

    // Receipts start with the journal's sequence number; a locked device answers with zeros.
    private void Keep(byte[] receipt)
    {
        if (new ByteReader(receipt).U64() != 0)
        {
            LatestReceipt = receipt;
        }
    }
}
