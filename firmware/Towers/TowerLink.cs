using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Towers;

/// <summary>
/// One connection to a tower, from act one to the last reply. It has one session key and one purpose at a time, so a reply can only be the answer to
/// what was sent last. In memory only: who needs it after a start of the device connects again.
/// <code>
/// Shaking --Finish--> Greeting --Init--> Ready --Create--> Creating --reply--> (over)
///                                        Ready --Update--> Updating --reply--> Ready
///                                        Ready --Delete--> Deleting --reply--> (over)
/// </code>
/// Whatever goes wrong ends it, and wipes its keys.
/// </summary>
public sealed class TowerLink
{
    private const int Shaking = 0;
    private const int Greeting = 1;
    private const int Ready = 2;
    private const int Creating = 3;
    private const int Updating = 4;
    private const int Deleting = 5;
    private const int Over = 6;

    /// <summary>The tower's static point.</summary>
    public readonly byte[] Tower;

    /// <summary>Of the session key that it runs under.</summary>
    public readonly uint Index;

    private readonly byte[] _chainHash;
    private NoiseHandshake _handshake;
    private NoiseConnection _connection;
    private int _state = Shaking;
    private int _bodyBytes;
    private bool _isLast;
    private int _sequence;

    public TowerLink(byte[] tower, uint index, byte[] chainHash, NoiseHandshake handshake)
    {
        Tower = tower;
        Index = index;
        _chainHash = chainHash;
        _handshake = handshake;
        Received = TowerVerdict.More;
    }

    /// <summary>The session that was proposed; null when none was.</summary>
    public TowerSession Proposed { get; private set; }

    /// <summary>The state of which a backup was sent last; null when none was.</summary>
    public TowerState Sent { get; private set; }

    /// <summary>What the last bytes from the tower were.</summary>
    public TowerVerdict Received { get; private set; }

    /// <summary>The message, after <see cref="TowerVerdict.Message"/>.</summary>
    public TowerReply Reply { get; private set; }

    public bool IsShaking
    {
        get { return _state == Shaking; }
    }

    /// <summary>True when something may be asked of the tower.</summary>
    public bool IsReady
    {
        get { return _state == Ready; }
    }

    /// <summary>True while bytes of the tower are expected.</summary>
    public bool IsWaiting
    {
        get { return _state != Shaking && _state != Ready && _state != Over; }
    }

    /// <summary>How many bytes of the tower are read next.</summary>
    public int NeededBytes
    {
        get { return _bodyBytes != 0 ? _bodyBytes : NoiseConnection.HeaderBytes; }
    }

    /// <summary>Act three and the device's Init, sealed; null when act two is not of the tower, and then the connection is over.</summary>
    /// <param name="features">What the device's Init requires.</param>
    public byte[] Finish(byte[] actTwo, byte[] secret, byte[] point, int features)
    {
        Check.That(_state == Shaking, "a handshake is finished once");
        byte[] act = new byte[NoiseHandshake.ActThreeBytes];
        _connection = _handshake.Finish(actTwo, secret, point, act);
        _handshake.Wipe();
        _handshake = null;
        if (_connection == null)
        {
            _state = Over;
            return null;
        }

        _state = Greeting;
        byte[] init = _connection.Seal(TowerMessages.EncodeInit(features, _chainHash));
        ByteWriter line = new ByteWriter(act.Length + init.Length);
        line.Bytes(act);
        line.Bytes(init);
        return line.ToArray();
    }

    /// <summary>Asks for a session; what to send.</summary>
    public byte[] Create(TowerSession proposed)
    {
        Proposed = proposed;
        return Ask(Creating, TowerMessages.EncodeCreateSession(proposed.BlobType, proposed.MaxUpdates, proposed.FeeratePerKw));
    }

    /// <summary>Sends a backup of a state; what to send.</summary>
    /// <param name="isLast">Whether the tower will hang up after it.</param>
    public byte[] Update(TowerState state, int sequence, int lastApplied, bool isLast, byte[] hint, byte[] blob)
    {
        Sent = state;
        _isLast = isLast;
        _sequence = sequence;
        return Ask(Updating, TowerMessages.EncodeStateUpdate(sequence, lastApplied, isLast, hint, blob));
    }

    /// <summary>Asks to delete the session with all its backups; what to send.</summary>
    public byte[] Delete()
    {
        return Ask(Deleting, TowerMessages.EncodeDeleteSession());
    }

    /// <summary>Takes exactly <see cref="NeededBytes"/> bytes of the tower; <see cref="Received"/> and <see cref="Reply"/> say what they are.</summary>
    public void Receive(byte[] bytes)
    {
        Check.That(IsWaiting && bytes.Length == NeededBytes, "a tower's bytes are read as they are needed");
        Received = Read(bytes);
        if (Received > TowerVerdict.Message)
        {
            Close();
        }
    }

    /// <summary>True when the last message says that the tower did what was asked: after an update also that it has come to this one and no further.</summary>
    public bool IsAgreed
    {
        get
        {
            return Received == TowerVerdict.Message && Reply.Type != TowerMessages.Error && Reply.Code == TowerMessages.CodeOk
                && (Reply.Type != TowerMessages.StateUpdateReply || Reply.LastApplied == _sequence);
        }
    }

    /// <summary>The last message was read.</summary>
    public void ForgetReply()
    {
        Reply = null;
        Received = TowerVerdict.More;
    }

    /// <summary>Ends it; the keys are gone.</summary>
    public void Close()
    {
        _state = Over;
        if (_handshake != null)
        {
            _handshake.Wipe();
            _handshake = null;
        }

        if (_connection != null)
        {
            _connection.Wipe();
            _connection = null;
        }
    }

    private byte[] Ask(int state, byte[] message)
    {
        Check.That(_state == Ready, "one question at a time");
        _state = state;
        return _connection.Seal(message);
    }

    private TowerVerdict Read(byte[] bytes)
    {
        if (_bodyBytes == 0)
        {
            int count = _connection.OpenHeader(bytes);
            if (count < 0 || count > TowerReply.BytesMax + ChaChaPoly.MacBytes)
            {
                return TowerVerdict.BadRecord;
            }

            _bodyBytes = count;
            return TowerVerdict.More;
        }

        _bodyBytes = 0;
        byte[] message = _connection.OpenBody(bytes);
        if (message == null)
        {
            return TowerVerdict.BadRecord;
        }

        try
        {
            Reply = TowerReply.Decode(message);
        }
        catch (MalformedException)
        {
            return TowerVerdict.BadMessage;
        }

        return Judge();
    }

    private TowerVerdict Judge()
    {
        int state = _state;
        if (Reply.Type == TowerMessages.Error && state != Greeting)
        {
            Close();
            return TowerVerdict.Message;
        }

        int expected = state == Greeting ? TowerMessages.Init
            : state == Creating ? TowerMessages.CreateSessionReply
            : state == Updating ? TowerMessages.StateUpdateReply : TowerMessages.DeleteSessionReply;
        if (Reply.Type != expected)
        {
            return TowerVerdict.Unexpected;
        }

        if (state == Greeting)
        {
            if (!Check.Same(Reply.ChainHash, _chainHash))
            {
                return TowerVerdict.WrongChain;
            }

            if (Reply.RequiresUnknownFeature)
            {
                return TowerVerdict.UnknownFeature;
            }
        }

        // A tower hangs up after everything but an update that it has taken and that was not the last.
        if (state == Greeting || (state == Updating && Reply.Code == TowerMessages.CodeOk && !_isLast))
        {
            _state = Ready;
        }
        else
        {
            Close();
        }

        return TowerVerdict.Message;
    }
}
