namespace Holdfast.Vault;

/// <summary>
/// What has become of a promise. The numbers are those of the wire, and of the record, where 3 is a promise with an order.
/// </summary>
public enum PromiseKind : byte
{
    Promised = 0,
    Released = 1,
    Cancelled = 2,
}
