using System.Security.Cryptography;

namespace Holdfast.ReferenceTower;

/// <summary>
/// One connection to a tower, byte by byte: what the client sends goes in, what the tower says comes out. The tower behaves by its rules; whether its answers
/// arrive is the business of who holds the bytes.
/// </summary>
public sealed class TowerLine
{
    private readonly Tower _tower;
    private readonly NoiseResponder _handshake;
    private readonly List<byte> _unread = [];
    private NoiseCipher? _reading;
    private NoiseCipher? _writing;
    private int _bodyBytes;
    private bool _isFirst = true;
    private bool _isShaking;

    internal TowerLine(Tower tower, NoiseResponder handshake)
    {
        _tower = tower;
        _handshake = handshake;
    }

    /// <summary>The client's static key; null before act three.</summary>
    public byte[]? Session { get; private set; }

    /// <summary>The tower has hung up.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Messages of the client after its Init, as they were read.</summary>
    public List<TowerMessage> Heard { get; } = [];

    /// <summary>Everything that the tower says to these bytes; nothing once it has hung up.</summary>
    public byte[] Send(byte[] bytes)
    {
        _unread.AddRange(bytes);
        List<byte> said = [];
        try
        {
            while (!IsOver && Next() is byte[] piece)
            {
                said.AddRange(Take(piece));
            }
        }
        catch (Exception bad) when (bad is CryptographicException or InvalidDataException)
        {
            IsOver = true;
        }

        return [.. said];
    }

    /// <summary>One end closes it.</summary>
    public void Close() => IsOver = true;

    private byte[]? Next()
    {
        int count = _reading != null ? (_bodyBytes != 0 ? _bodyBytes : NoiseCipher.HeaderBytes)
            : _isShaking ? NoiseResponder.ActThreeBytes : NoiseResponder.ActOneBytes;
        if (_unread.Count < count)
        {
            return null;
        }

        byte[] piece = [.. _unread.Take(count)];
        _unread.RemoveRange(0, count);
        return piece;
    }

    private byte[] Take(byte[] piece)
    {
        if (_reading == null)
        {
            if (!_isShaking)
            {
                _isShaking = true;
                return _handshake.ActTwo(piece);
            }

            (Session, _reading, _writing) = _handshake.Finish(piece);
            return [];
        }

        byte[] plain = _reading.Decrypt(piece);
        if (_bodyBytes == 0)
        {
            _bodyBytes = (plain[0] << 8) + plain[1] + NoiseCipher.MacBytes;
            return [];
        }

        _bodyBytes = 0;
        return _writing!.Frame(Answer(TowerMessage.Parse(plain)));
    }

    private byte[] Answer(TowerMessage message)
    {
        if (_isFirst)
        {
            _isFirst = false;
            return message is InitMessage ? TowerReplies.Init(_tower.Manners.Features, _tower.Manners.ChainHash) : throw new InvalidDataException("no Init");
        }

        Heard.Add(message);
        (byte[] reply, bool goesOn) = _tower.Take(Session!, message);
        IsOver = !goesOn;
        return _tower.Manners.Says(reply);
    }
}
