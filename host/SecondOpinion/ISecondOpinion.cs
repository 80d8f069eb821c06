namespace Holdfast.SecondOpinion;

/// <summary>
/// Another library that computes again what Holdfast has computed about a transaction. It gets no secret, and it says what it has computed, not whether that is
/// right: <see cref="Comparison"/> decides.
/// </summary>
public interface ISecondOpinion : IDisposable
{
    /// <summary>Name and version of the library, for people.</summary>
    string Name { get; }

    /// <exception cref="OpinionAwayException">There is no answer.</exception>
    SpendOpinion Judge(SpendQuestion question);

    /// <exception cref="OpinionAwayException">There is no answer.</exception>
    ScriptOpinion Describe(ScriptQuestion question);
}
