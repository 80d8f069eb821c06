using Holdfast.Bytes;
using Holdfast.Payments;
using Holdfast.Protocol;
using Holdfast.Vault;

namespace Holdfast.Requests;

/// <summary>
/// The promises of the vault. All of them stand in one slot of the journal; preimages and payment secrets follow from the indexes and are in memory only while somebody asks
/// for them.
/// </summary>
public sealed class VaultContext : IReleases
{
    private const int ReviewedMax = 8;
    private const int PathsMax = 16;

    private readonly SignerContext _signer;
    private readonly int _slot;
    private readonly PromiseSecrets _secrets;
    private readonly byte[][] _reviewed = new byte[ReviewedMax][];
    private readonly byte[][] _paths = new byte[PathsMax][];
    private int _nextReviewed;
    private int _nextPath;
    private bool _hasHashes;

    /// <summary>Reads the book from the journal.</summary>
    public VaultContext(SignerContext signer, int slot)
    {
        _signer = signer;
        _slot = slot;
        Book = PromiseBook.Decode(signer.Journal.Record(slot), signer.Journal.Attachment(slot));
        _secrets = new PromiseSecrets(signer.Hmac, signer.Tree.VaultKey(Book.Life == null ? signer.Journal.VolumeId : Book.Life));
    }

    public PromiseBook Book { get; private set; }

    /// <summary>The promise of a payment hash; null when the vault remembers none.</summary>
    public Promise Find(byte[] hash)
    {
        int position = PositionOf(hash, 0, hash.Length);
        return position < 0 ? null : Book.Promises[position];
    }

    /// <inheritdoc/>
    public bool IsReleased(byte[] source, int offset)
    {
        int position = PositionOf(source, offset, HtlcTable.HashBytes);
        return position >= 0 && Book.Promises[position].Kind == PromiseKind.Released;
    }

    /// <summary>The payment hash of a promise.</summary>
    public byte[] HashOf(Promise promise)
    {
        if (promise.Hash == null)
        {
            promise.Hash = _secrets.Hash(promise.Index);
        }

        return promise.Hash;
    }

    /// <summary>The payment secret of a promise; the caller wipes it.</summary>
    public byte[] PaymentSecretOf(Promise promise)
    {
        return _secrets.PaymentSecret(promise.Index);
    }

    /// <summary>The preimage of a promise; the caller wipes it.</summary>
    public byte[] PreimageOf(Promise promise)
    {
        Check.That(promise.Kind == PromiseKind.Released, "a release is written down before its preimage is made");
        return _secrets.Preimage(promise.Index);
    }

    /// <summary>Makes a promise and writes it down; NotNow when there is no room.</summary>
    /// <param name="order">The number of the order whose channel the payment may open; 0: none.</param>
    public Promise Add(ulong amountMsat, uint expiresAt, ushort finalDelta, uint order)
    {
        PromiseBook book = WithRoom(false, order);
        if (!book.HasRoomForPromise(order != 0) || book.NextIndex >= PromiseBook.IndexEnd)
        {
            throw RequestException.NotNow(ErrorCode.VaultFull, "the vault remembers as many promises as it can: settle or cancel some of them");
        }

        Promise promise = new Promise(book.NextIndex, PromiseKind.Promised, amountMsat, expiresAt, finalDelta, order, null, null);
        Write(book.With(promise));
        return promise;
    }

    /// <summary>The order about this channel whose fee was not kept; null where there is none.</summary>
    public JitOrder OpenOrderOf(byte[] lsp, ulong scid)
    {
        for (int i = 0; i < Book.Orders.Length; i++)
        {
            JitOrder order = Book.Orders[i];
            if (!order.IsTaken && order.Scid == scid && Check.Same(order.Lsp, lsp))
            {
                return order;
            }
        }

        return null;
    }

    /// <summary>The order of a promise; null where it has none, or it is no more.</summary>
    public JitOrder OrderOf(Promise promise)
    {
        return promise.Order == 0 ? null : Book.OrderOf(promise.Order);
    }

    /// <summary>The same, if its fee was not kept.</summary>
    public JitOrder OpenOrderOf(Promise promise)
    {
        JitOrder order = OrderOf(promise);
        return order == null || order.IsTaken ? null : order;
    }

    /// <summary>NotNow when no more order fits.</summary>
    public void RequireRoomForOrder()
    {
        if (!WithRoom(true, 0).HasRoomForOrder || Book.NextOrder == uint.MaxValue)
        {
            throw RequestException.NotNow(ErrorCode.VaultFull, "the vault remembers as many orders and promises as it can: forget or cancel some of them");
        }
    }

    /// <summary>Writes an order down, which gets its number. No channel that is there now is one that it opens.</summary>
    public JitOrder Agree(JitOrder order)
    {
        ulong slots = 0;
        for (int slot = 0; slot < _signer.Channels.SlotCount; slot++)
        {
            slots |= _signer.Channels.At(slot) == null ? 0 : JitOrder.BitOf(slot);
        }

        order.OldSlots = slots;
        Write(WithRoom(true, 0).With(order));
        return order;
    }

    /// <summary>True while a payment of one of its open promises is in flight.</summary>
    public bool IsInFlight(JitOrder order)
    {
        bool isInFlight = false;
        for (int i = 0; i < Book.Promises.Length; i++)
        {
            Promise promise = Book.Promises[i];
            isInFlight |= promise.Order == order.Number && _signer.Payments.Tables.IsInFlight(HashOf(promise));
        }

        return isInFlight;
    }

    /// <summary>Writes down that an order is no more, and its open promises with it.</summary>
    public void Forget(JitOrder order)
    {
        PromiseBook next = Book.Without(order);
        for (int i = 0; i < Book.Promises.Length; i++)
        {
            if (Book.Promises[i].Order == order.Number)
            {
                next = next.Replacing(i, Cancelled(Book.Promises[i]));
            }
        }

        Write(next);
    }

    /// <summary>A channel has come into a slot: it is none of those that were there before.</summary>
    public void ChannelIsNew(int slot)
    {
        bool isOld = false;
        JitOrder[] next = new JitOrder[Book.Orders.Length];
        for (int i = 0; i < next.Length; i++)
        {
            JitOrder order = Book.Orders[i];
            isOld |= (order.OldSlots & JitOrder.BitOf(slot)) != 0;
            next[i] = order.IsTaken ? order : order.WithOldSlots(order.OldSlots & ~JitOrder.BitOf(slot));
        }

        if (isOld)
        {
            Write(Book.WithOrders(next));
        }
    }

    /// <summary>Writes down that the preimage leaves for a set of HTLCs, and with it that the order of the promise is spent, if it is.</summary>
    /// <param name="sumMsat">Of the set. What more an entry does not hold may be given back.</param>
    /// <param name="spent">The order whose terms let something pass; else null.</param>
    /// <param name="keptMsat">What its provider has kept.</param>
    /// <param name="slots">Bits of the channels for which that was: no other order's fee is for them.</param>
    public Promise Release(Promise promise, byte[] set, ulong sumMsat, JitOrder spent, ulong keptMsat, ulong slots)
    {
        PromiseBook book = Book;
        if (spent != null)
        {
            JitOrder[] orders = new JitOrder[book.Orders.Length];
            for (int i = 0; i < orders.Length; i++)
            {
                JitOrder order = book.Orders[i];
                orders[i] = order == spent ? order.Taken(keptMsat) : order.IsTaken ? order : order.WithOldSlots(order.OldSlots | slots);
            }

            book = book.WithOrders(orders);
        }

        ulong amountMsat = sumMsat < Promise.AmountEnd ? sumMsat : Promise.AmountEnd - 1;
        return Replace(book, promise, new Promise(promise.Index, PromiseKind.Released, amountMsat, 0, 0, 0, set, promise.Hash));
    }

    /// <summary>Writes down that the preimage never leaves.</summary>
    public void Cancel(Promise promise)
    {
        Replace(Book, promise, Cancelled(promise));
    }

    /// <summary>The Merkle root of a BOLT 12 invoice that says what was promised. The last eight are remembered until the device restarts.</summary>
    public void Reviewed(byte[] merkle)
    {
        _nextReviewed = Remember(_reviewed, _nextReviewed, merkle);
    }

    public bool IsReviewed(byte[] merkle)
    {
        return IsIn(_reviewed, merkle);
    }

    /// <summary>The first secret of a blinded path to the holder; the caller wipes it.</summary>
    public byte[] PathSecretOf(Promise promise, byte[] made)
    {
        return _secrets.Path(promise.Index, made);
    }

    /// <summary>A path was made. The last sixteen are remembered until the device restarts.</summary>
    public void Made(byte[] digest)
    {
        _nextPath = Remember(_paths, _nextPath, digest);
    }

    public bool IsMade(byte[] digest)
    {
        return IsIn(_paths, digest);
    }

    /// <summary>True when an open order is about this channel.</summary>
    public bool IsOrdered(ulong scid)
    {
        bool isOrdered = false;
        for (int i = 0; i < Book.Orders.Length; i++)
        {
            isOrdered |= !Book.Orders[i].IsTaken && Book.Orders[i].Scid == scid;
        }

        return isOrdered;
    }

    public void Wipe()
    {
        _secrets.Wipe();
    }

    // This book, or one without what is over, as far as that makes room for one more promise or order.
    private PromiseBook WithRoom(bool forOrder, uint order)
    {
        PromiseBook book = Book;
        for (int i = 0; !HasRoom(book, forOrder, order) && i < book.Promises.Length;)
        {
            if (IsOver(book.Promises[i]))
            {
                book = book.Without(i);
            }
            else
            {
                i++;
            }
        }

        for (int i = 0; !HasRoom(book, forOrder, order) && i < book.Orders.Length;)
        {
            if (book.Orders[i].Number != order && IsOver(book, book.Orders[i]))
            {
                book = book.Without(book.Orders[i]);
            }
            else
            {
                i++;
            }
        }

        return book;
    }

    private static bool HasRoom(PromiseBook book, bool forOrder, uint order)
    {
        return forOrder ? book.HasRoomForOrder : book.HasRoomForPromise(order != 0);
    }

    // Nothing can be kept by it any more. What was promised with one whose fee was kept can still be paid, without it.
    private bool IsOver(PromiseBook book, JitOrder order)
    {
        return order.IsTaken || (_signer.Chain.IsInForce && _signer.Approvals.TimePresumed > order.ValidUntil && !IsUsed(book, order));
    }

    private static bool IsUsed(PromiseBook book, JitOrder order)
    {
        for (int i = 0; i < book.Promises.Length; i++)
        {
            if (book.Promises[i].Order == order.Number)
            {
                return true;
            }
        }

        return false;
    }

    private static Promise Cancelled(Promise promise)
    {
        return new Promise(promise.Index, PromiseKind.Cancelled, promise.AmountMsat, promise.ExpiresAt, promise.FinalDelta, 0, null, promise.Hash);
    }

    private static int Remember(byte[][] list, int next, byte[] one)
    {
        if (IsIn(list, one))
        {
            return next;
        }

        list[next] = one;
        return (next + 1) % list.Length;
    }

    private static bool IsIn(byte[][] list, byte[] one)
    {
        for (int i = 0; i < list.Length; i++)
        {
            if (list[i] != null && Check.Same(list[i], one))
            {
                return true;
            }
        }

        return false;
    }

    // Nobody can ask for anything under it any more: nothing is in flight, and nothing new can be claimed or is worth claiming.
    private bool IsOver(Promise promise)
    {
        bool isExpired = _signer.Chain.IsInForce && _signer.Approvals.TimePresumed > promise.ExpiresAt;
        return (promise.Kind != PromiseKind.Promised || isExpired) && !_signer.Payments.Tables.IsInFlight(HashOf(promise));
    }

    private Promise Replace(PromiseBook book, Promise promise, Promise next)
    {
        for (int i = 0; i < book.Promises.Length; i++)
        {
            if (book.Promises[i] == promise)
            {
                Write(book.Replacing(i, next));
                return next;
            }
        }

        throw new FaultException("a promise that changes is in the book");
    }

    private void Write(PromiseBook next)
    {
        byte[] encoded = next.Encode();
        byte[] record = PromiseBook.RecordOf(encoded);
        byte[] attachment = PromiseBook.AttachmentOf(encoded);
        byte[] present = attachment == null ? null : PromiseBook.AttachmentOf(Book.Encode());
        if (attachment == null || (present != null && Check.Same(attachment, present)))
        {
            _signer.Journal.Commit(_slot, record);
        }
        else
        {
            _signer.Journal.Commit(_slot, record, attachment);
        }

        Book = next;
        _hasHashes = false;
    }

    private int PositionOf(byte[] source, int offset, int count)
    {
        Promise[] promises = Book.Promises;
        if (!_hasHashes)
        {
            for (int i = 0; i < promises.Length; i++)
            {
                HashOf(promises[i]);
            }

            _hasHashes = true;
        }

        for (int i = 0; i < promises.Length; i++)
        {
            byte[] hash = promises[i].Hash;
            int same = 0;
            while (same < count && hash[same] == source[offset + same])
            {
                same++;
            }

            if (same == count)
            {
                return i;
            }
        }

        return -1;
    }
}
