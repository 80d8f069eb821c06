namespace Holdfast.Doctor.Installation;

/// <summary>How much one finding matters.</summary>
public enum InstallGrade
{
    Good,

    /// <summary>The node runs, and something would be better otherwise, or could not be looked at.</summary>
    Advice,

    /// <summary>The node does not run like this, or not with the signer.</summary>
    Wrong,
}

/// <param name="Subject">What was looked at.</param>
/// <param name="Sentence">What was found.</param>
/// <param name="Change">What to change; empty when nothing.</param>
public sealed record InstallFinding(string Subject, InstallGrade Grade, string Sentence, string Change);

/// <summary>What is to be examined.</summary>
/// <param name="Programs">Folder of the programs.</param>
/// <param name="Version">That all of them should have.</param>
/// <param name="Node">The node's folder; null when nobody named it.</param>
/// <param name="Unit">lightningd's unit, without ".service".</param>
/// <param name="User">Who runs lightningd; null: whom the unit names.</param>
public sealed record InstallQuestion(string Programs, string Version, string? Node, string Unit, string? User);
