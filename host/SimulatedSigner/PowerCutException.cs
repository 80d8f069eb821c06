namespace Holdfast.SimulatedSigner;

/// <summary>
/// The simulated device has no power. Real firmware would simply not run on; the one who catches this must throw the device away and boot
/// another one on the same storage.
/// </summary>
public sealed class PowerCutException() : Exception("power was cut");
