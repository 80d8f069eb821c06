using Holdfast.Policy;

namespace Holdfast.Unit.Policy;

/// <summary>What device tests cannot reach: the last session key.</summary>
[TestClass]
public class TowerRuleTests
{
    [TestMethod]
    public void ThereIsAKeyOrARefusal()
    {
        TowerRules.RequireReservation(true, true);
        Sample.Refuses(IndexHasRoom.Tag, () => TowerRules.RequireReservation(true, false));
        Sample.Refuses(BlobTypeIsKnown.Tag, () => TowerRules.RequireReservation(false, true));
    }
}
