namespace Holdfast.Vault;

/// <summary>
/// What has become of a promise. The numbers are those of the record and of the wire; 3 is kept free on flash for terms that belong to the promise of the same index.
/// </summary>
public enum PromiseKind : byte
{
    Promised = 0,
    Released = 1,
    Cancelled = 2,
}
