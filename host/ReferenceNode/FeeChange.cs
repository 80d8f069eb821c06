namespace Holdfast.ReferenceNode;

/// <summary>An update_fee on its way. Only the side that opened the channel proposes one (BOLT 2, update_fee).</summary>
public sealed record FeeChange(uint FeeratePerKw, UpdateStage Stage);
