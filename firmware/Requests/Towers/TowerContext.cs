using System;
using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.Towers;
using Holdfast.Towers.Facts;

namespace Holdfast.Requests;

/// <summary>
/// What handlers need to speak with watchtowers: the book, which stands in the journal, and in memory only the connections, the tickets of the newest commitments
/// and who has acknowledged what. Everything is bounded; what is lost with the power is asked for again.
/// </summary>
public sealed class TowerContext
{
    /// <summary>Connections at once.</summary>
    public const int LinksMax = 4;

    private const byte OfTicket = 1;
    private const byte OfNonce = 2;
    private const byte OfBackup = 3;
    private const int MacBytes = 16;

    private static readonly byte[] s_label = Ascii.Bytes("holdfast towers");

    public readonly StateTickets Tickets = new StateTickets();
    private readonly SignerContext _signer;
    private readonly byte[] _key;
    private readonly TowerLink[] _links = new TowerLink[LinksMax];

    // Only where the device counts: most do not, and memory is short.
    private Acknowledgements _acknowledgements;
    private uint _sweepKeyIndex;
    private bool _isSweepTaproot;
    private byte[] _sweepScript;

    /// <summary>Reads the book from the journal.</summary>
    public TowerContext(SignerContext signer, byte[] journalKey)
    {
        _signer = signer;

        // Of this life of the device only: numbers and session keys begin anew with a new volume.
        ByteWriter label = new ByteWriter(31);
        label.Bytes(s_label);
        label.Bytes(signer.Journal.VolumeId);
        _key = signer.Hmac.Sha256(journalKey, label.ToArray());
        byte[] book = signer.Journal.Attachment(0);
        Book = book == null ? new TowerBook() : TowerBookCodec.Decode(book, signer.Journal.SlotCountMax);
    }

    public TowerBook Book { get; private set; }

    /// <summary>Writes a fact down. When this returns it survives a power cut; NotNow, with nothing changed, when the book has no room.</summary>
    public void Record(ITowerFact fact)
    {
        TowerBook next = Applied(fact);
        _signer.Journal.Commit(0, _signer.Forgotten.Encode(), Encoded(next));
        Book = next;
    }

    /// <summary>NotNow when the book would have no room for a fact.</summary>
    public void RequireRoom(ITowerFact fact)
    {
        Encoded(Applied(fact));
    }

    /// <summary>A connection, open or over; NotNow when there is none. A link that there cannot be is malformed.</summary>
    public TowerLink Link(int link)
    {
        RequireLink(link);
        if (_links[link] == null)
        {
            throw NoLink("this link has no connection to a tower; connect first");
        }

        return _links[link];
    }

    /// <summary>A connection on which something may be asked.</summary>
    public TowerLink ReadyLink(int link)
    {
        TowerLink ready = Link(link);
        if (!ready.IsReady)
        {
            throw NoLink("the tower has not said Init, has not answered yet, or the connection is over");
        }

        return ready;
    }

    public static RequestException NoLink(string sentence)
    {
        return RequestException.NotNow(ErrorCode.NoTowerLink, sentence);
    }

    /// <summary>Malformed when there is no such link.</summary>
    public static void RequireLink(int link)
    {
        if (link >= LinksMax)
        {
            throw new MalformedException("a device has four links to towers");
        }
    }

    /// <summary>
    /// Puts a connection on a link, in place of the one before, and ends any other of the same session key: a tower answers one at a time, so an answer that comes
    /// later on the other one is older than what was said since.
    /// </summary>
    public void Connect(int link, TowerLink fresh)
    {
        for (int i = 0; i < LinksMax; i++)
        {
            if (i == link || IsOf(i, fresh.Index))
            {
                Close(i);
            }
        }

        _links[link] = fresh;
    }

    private bool IsOf(int link, uint index)
    {
        return _links[link] != null && _links[link].Index == index;
    }

    /// <summary>Ends every connection: their keys belong to nobody any more.</summary>
    public void CloseAll()
    {
        for (int i = 0; i < LinksMax; i++)
        {
            Close(i);
        }
    }

    /// <summary>The secret of a session key; the caller wipes it.</summary>
    public byte[] Secret(uint index)
    {
        return _signer.Tree.TowerSecret(_signer.Network == Network.Bitcoin, index);
    }

    /// <summary>The session key itself.</summary>
    public byte[] PublicKey(uint index)
    {
        byte[] secret = Secret(index);
        byte[] point = _signer.Curve.PublicKey(secret);
        Array.Clear(secret, 0, secret.Length);
        return point;
    }

    /// <summary>The open session of an index; null for an index that is reserved, NotNow for any other.</summary>
    public TowerSession SessionOf(uint index)
    {
        TowerSession session = Book.SessionOf(index);
        if (session == null && Book.ReservationOf(index) == null)
        {
            throw RequestException.NotNow(ErrorCode.UnknownTowerKey, "no session key of this index is reserved or open");
        }

        return session;
    }

    /// <summary>The script that a wallet key's sweeps pay to; the last one is remembered.</summary>
    public byte[] SweepScript(uint keyIndex, bool isTaproot)
    {
        if (_sweepScript == null || _sweepKeyIndex != keyIndex || _isSweepTaproot != isTaproot)
        {
            byte[] secret = _signer.Tree.WalletSecret(KeyValidation.RequireIndex(keyIndex));
            byte[] key = _signer.Curve.PublicKey(secret);
            Array.Clear(secret, 0, secret.Length);
            _sweepScript = isTaproot ? WalletScripts.Taproot(_signer, key) : Scripts.PayToWitnessKey(key);
            _sweepKeyIndex = keyIndex;
            _isSweepTaproot = isTaproot;
        }

        return _sweepScript;
    }

    /// <summary>Over all that a backup of a commitment needs to be right: its place, its output, and the point whose secret the peer will show.</summary>
    public byte[] Ticket(TowerState state, byte[] txid, int vout, ulong sat, byte[] point)
    {
        ByteWriter writer = Subject(OfTicket, state);
        writer.Bytes(txid);
        writer.U16((ushort)vout);
        writer.U64(sat);
        writer.Bytes(point);
        return Mac(writer, MacBytes);
    }

    /// <summary>No two backups have one nonce, and one backup has the same nonce for ever.</summary>
    public byte[] Nonce(uint index, TowerState state, byte[] plain)
    {
        ByteWriter writer = Subject(OfNonce, state);
        writer.U32(index);
        writer.Bytes(plain);
        return Mac(writer, JusticeKit.NonceBytes);
    }

    /// <summary>Shows that the device made a backup, for this session and this state.</summary>
    public byte[] Seal(uint index, TowerState state, byte[] hint, byte[] blob)
    {
        ByteWriter writer = Subject(OfBackup, state);
        writer.U32(index);
        writer.Bytes(hint);
        writer.Bytes(blob);
        return Mac(writer, MacBytes);
    }

    /// <summary>A trusted tower has a state, or there is nothing to have. Written down when it is the lowest one that is missed.</summary>
    public void Acknowledge(TowerState state)
    {
        int slot = _signer.Channels.SlotOf(state.ChannelId);
        if (slot < 0 || Book.ExposureMax == 0)
        {
            return;
        }

        if (_acknowledgements == null)
        {
            _acknowledgements = new Acknowledgements(_signer.Journal.SlotCountMax);
        }

        if (_acknowledgements.Note(slot, _signer.Channels.At(slot), state))
        {
            Settle(slot);
        }
    }

    /// <summary>Writes down what all fundings that still count have; there may be more of it when there are fewer fundings.</summary>
    public void Settle(int slot)
    {
        Channel channel = _signer.Channels.At(slot);
        if (Book.ExposureMax != 0 && _acknowledgements != null && _acknowledgements.AreComplete(slot, channel))
        {
            _signer.Record(slot, new CounterpartyStateAcknowledged(channel.FirstUnacknowledged));
        }
    }

    public void Wipe()
    {
        CloseAll();
        Array.Clear(_key, 0, _key.Length);
    }

    private void Close(int link)
    {
        if (_links[link] != null)
        {
            _links[link].Close();
        }

        _links[link] = null;
    }

    private TowerBook Applied(ITowerFact fact)
    {
        TowerBook next = Book.Copy();
        fact.ApplyTo(next);
        return next;
    }

    private byte[] Encoded(TowerBook book)
    {
        byte[] bytes = TowerBookCodec.Encode(book, _signer.Journal.SlotCountMax);
        if (bytes.Length > TowerBookCodec.BytesMax)
        {
            throw RequestException.NotNow(ErrorCode.TowersFull, "the memory of towers is full: forget session keys that are not needed");
        }

        return bytes;
    }

    private static ByteWriter Subject(byte purpose, TowerState state)
    {
        ByteWriter writer = new ByteWriter(400);
        writer.U8(purpose);
        writer.Bytes(state.ChannelId);
        writer.U32(state.FundingPrefix);
        writer.U64(state.Number);
        return writer;
    }

    private byte[] Mac(ByteWriter subject, int lengthBytes)
    {
        byte[] mac = _signer.Hmac.Sha256(_key, subject.ToArray());
        byte[] result = new byte[lengthBytes];
        Array.Copy(mac, 0, result, 0, lengthBytes);
        return result;
    }
}
