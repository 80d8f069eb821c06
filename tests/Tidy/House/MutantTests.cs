using Holdfast.Mutants;

namespace Holdfast.Tidy.House;

/// <summary>The edits of tests/Mutants still fit: a defect whose place has moved would otherwise be looked for in vain, at night, by nobody.</summary>
[TestClass]
public sealed class MutantTests
{
    private static List<Mutant> Mutants { get; } =
        Mutant.Parse(Repository.FilesUnder("tests/Mutants", ".txt").SelectMany(file => Repository.Read(file).Split('\n')));

    [TestMethod]
    public void EveryEditFitsItsFileOnce() => Findings.AreNone(
        from mutant in Mutants
        from edit in mutant.Edits
        where !Repository.Exists(edit.File) || !edit.Applies(Repository.Read(edit.File))
        select $"{mutant.Name}: {edit.File}");

    [TestMethod]
    public void EveryMutantIsComplete() => Findings.AreNone(
        from mutant in Mutants
        where mutant.Name.Length == 0 || mutant.Edits.Count == 0 || mutant.Edits.Any(edit => edit.Old == edit.New)
            || !Repository.Exists($"{mutant.Project}/{Path.GetFileName(mutant.Project)}.csproj")
        select mutant.Name);

    [TestMethod]
    public void NamesAreUnique() => Findings.AreNone(Mutants.GroupBy(mutant => mutant.Name).Where(group => group.Count() > 1).Select(group => group.Key));

    [TestMethod]
    public void ThereAreMutants() => Assert.IsTrue(Mutants.Count >= 13);
}
