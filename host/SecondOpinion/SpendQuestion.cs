namespace Holdfast.SecondOpinion;

/// <summary>An input of a transaction, with the output that it spends; that output's script is empty where nobody said what it is.</summary>
/// <param name="Txid">Internal byte order.</param>
public sealed record SpentInput(byte[] Txid, uint Vout, uint Sequence, ulong Sat, byte[] Script);

/// <summary>An output of a transaction.</summary>
public sealed record PaidOutput(ulong Sat, byte[] Script);

/// <summary>
/// A signature of the device, and the transaction that Holdfast believes it to be for, as numbers. Neither the transaction's id nor the hash that was signed is
/// here: those are for the other library to compute.
/// </summary>
public sealed record SpendQuestion
{
    /// <summary>The transaction as the node, or a person, handed it over; empty where there is no PSBT.</summary>
    public required byte[] Psbt { get; init; }

    public required uint Version { get; init; }

    public required uint Locktime { get; init; }

    public required SpentInput[] Inputs { get; init; }

    public required PaidOutput[] Outputs { get; init; }

    /// <summary>The input that is signed.</summary>
    public required int InputIndex { get; init; }

    /// <summary>The script behind a P2WSH output; empty where a key alone opens the output.</summary>
    public required byte[] WitnessScript { get; init; }

    /// <summary>0 for taproot's default.</summary>
    public required byte SighashType { get; init; }

    /// <summary>33 bytes for ECDSA, 32 for BIP 340.</summary>
    public required byte[] Key { get; init; }

    /// <summary>64 bytes: compact ECDSA, or BIP 340.</summary>
    public required byte[] Signature { get; init; }
}

/// <summary>What the other library has computed.</summary>
/// <param name="Txid">Of the transaction that it made of the numbers; internal byte order.</param>
/// <param name="PsbtTxid">Of the transaction that it read from the PSBT; empty where there was no PSBT.</param>
/// <param name="Sighash">What the signature must be over.</param>
/// <param name="IsSigned">The signature is one of this key over this hash, and the spent output is one that this key opens.</param>
/// <param name="Trouble">Why it could not compute all of that; empty when it could.</param>
public sealed record SpendOpinion(byte[] Txid, byte[] PsbtTxid, byte[] Sighash, bool IsSigned, string Trouble)
{
    public static SpendOpinion Unable(string trouble) => new([], [], [], false, trouble);
}
