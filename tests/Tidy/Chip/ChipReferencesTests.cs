using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Holdfast.Tidy.Chip;

[TestClass]
public sealed class ChipReferencesTests
{
    [TestMethod]
    public void EveryListBecomesAReferenceAssembly() => Assert.AreEqual(NanoApi.Lists.Assemblies.Count, ChipReferences.Images.Count);
}
