namespace Holdfast.HandOver;

/// <summary>What somebody waits for at a socket.</summary>
[Flags]
public enum SocketInterest
{
    None = 0,
    Bytes = 1,
    Room = 2,
    Both = Bytes | Room,
}
