namespace Holdfast.Protocol;

/// <summary>What has become of an order. One that is forgotten is not shown.</summary>
public enum JitOrderState : byte
{
    /// <summary>Nothing was kept yet.</summary>
    Agreed = 0,

    /// <summary>The provider has kept its fee of one payment. Nothing can be kept any more.</summary>
    Taken = 1,
}
