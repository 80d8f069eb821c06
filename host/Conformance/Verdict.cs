namespace Holdfast.Conformance;

/// <summary>What a case ends in.</summary>
public enum Verdict
{
    /// <summary>Node, signer and peer agree, and the channel pays on. For a thief: nothing of value was promised twice and nothing was refused.</summary>
    Converged,

    /// <summary>Node and signer remember different contents for one number. The signer refuses the second, so at most one is signed.</summary>
    SplitButSafe,

    /// <summary>The channel cannot go on, and not because of a second content.</summary>
    Stuck,

    /// <summary>Somebody outside the signer holds what makes stealing possible; <see cref="CaseResult.Evidence"/> shows it.</summary>
    TheftPossible,
}
