namespace Holdfast.Protocol;

/// <summary>What has become of a promise of the vault.</summary>
public enum PromiseState : byte
{
    /// <summary>The preimage may be released.</summary>
    Promised = 0,

    /// <summary>The preimage was released, for one set of HTLCs.</summary>
    Released = 1,

    /// <summary>The preimage is never released.</summary>
    Cancelled = 2,
}
