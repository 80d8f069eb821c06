using Holdfast.Protocol;

namespace Holdfast.DeviceLink;

/// <summary>What one answered request cost on the line; handshakes and repeats that it needed are included.</summary>
public sealed record ExchangeFigures(MessageId Id, TimeSpan Elapsed, long BytesToDevice, long BytesFromDevice);
