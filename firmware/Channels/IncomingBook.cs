using Holdfast.Bytes;

namespace Holdfast.Channels;

/// <summary>
/// The peer's HTLCs that the next number of its commitments may carry, written down before any signature on them leaves: then preparing that number
/// may give HTLC signatures before the number is promised (RULES.md, "What leaves before the promise"). Immutable.
/// <para>
/// Each HTLC counts as a keyed number that only the device can compute, and the book keeps sums of them, modulo a prime: who shows HTLCs with that sum has
/// shown the book. While a number is not signed its book only grows, so what it once held for an outpoint it still holds.
/// </para>
/// </summary>
public sealed class IncomingBook
{
    /// <summary>
    /// Sums stay below: the largest prime of 40 bits. Modulo 2^40 a thief would show one HTLC many times: 2^k copies of every 2^(40-k)th HTLC add up to nothing.
    /// </summary>
    public const ulong End = (1UL << 40) - 87;

    /// <summary>What the newest signed number carries.</summary>
    public readonly ulong Signed;

    /// <summary>What came since: it is in a holder commitment whose predecessor is revoked.</summary>
    public readonly ulong Added;

    /// <summary>What the holder's next commitment has brought: it counts once that commitment is the only one.</summary>
    public readonly ulong Announced;

    public IncomingBook(ulong signed, ulong added, ulong announced)
    {
        Check.That(signed < End && added < End && announced < End, "sums of incoming HTLCs stay below their modulus");
        Signed = signed;
        Added = added;
        Announced = announced;
    }

    /// <summary>What the next number may carry.</summary>
    public ulong Next
    {
        get { return (Signed + Added) % End; }
    }

    /// <summary>
    /// The book once another number is signed that carries these HTLCs; null when none is kept. A book that holds something is kept whatever the host
    /// wants: signatures may have left for what is in it.
    /// </summary>
    public static IncomingBook AfterSigning(IncomingBook book, ulong incoming, bool isAhead)
    {
        bool holds = book != null && (book.Signed != 0 || book.Added != 0 || book.Announced != 0);
        return isAhead || holds ? new IncomingBook(incoming, 0, book == null ? 0 : book.Announced) : null;
    }

    /// <summary>The book once the holder's next commitment is validated. Another one in its place brings other HTLCs.</summary>
    public IncomingBook AfterValidating(ulong announced)
    {
        return new IncomingBook(Signed, Added, announced);
    }

    /// <summary>The book once the holder's next commitment is the only one.</summary>
    public IncomingBook AfterRevoking()
    {
        return new IncomingBook(Signed, (Added + Announced) % End, 0);
    }
}
