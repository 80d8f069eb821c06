namespace Holdfast.SignatureLedger;

/// <summary>A transaction that the thief knows how to write down; whether he can publish it is another question.</summary>
public sealed class Candidate(string id, Transaction transaction, string origin)
{
    public string Id { get; } = id;

    public Transaction Transaction { get; } = transaction;

    /// <summary>Where it comes from, for people.</summary>
    public string Origin { get; } = origin;

    /// <summary>What its inputs spend, once it is known that they exist and that everything needed is signed.</summary>
    internal Output[]? Spent { get; set; }

    /// <summary>The part of the owner's loss that is a fee within the limits.</summary>
    public long AllowedSat { get; internal set; }

    /// <summary>What the owner loses by it, beyond a fee that was allowed; negative: he gains.</summary>
    internal long Loss { get; set; }
}
