namespace Holdfast.Payments;

/// <summary>What one or several channels have of one payment hash; millisatoshi.</summary>
public sealed class HashSum
{
    /// <summary>What may leave the holder or has left it: on any live commitment.</summary>
    public ulong OutMsat { get; private set; }

    /// <summary>What comes to the holder on every live commitment and is in flight on one of them.</summary>
    public ulong OpenInMsat { get; private set; }

    /// <summary>What came to the holder on every live commitment.</summary>
    public ulong ReceivedMsat { get; private set; }

    /// <summary>The latest expiry of what may leave the holder; 0 when nothing is in flight.</summary>
    public uint LatestOut { get; private set; }

    /// <summary>The earliest expiry of what comes to the holder.</summary>
    public uint EarliestIn { get; private set; } = uint.MaxValue;

    internal void AddOut(ulong amountMsat, uint expiry)
    {
        OutMsat += amountMsat;
        LatestOut = expiry > LatestOut ? expiry : LatestOut;
    }

    internal void AddIn(ulong amountMsat, uint expiry, bool isReceived, bool isClosing)
    {
        if (isReceived)
        {
            ReceivedMsat += amountMsat;
        }
        else if (!isClosing)
        {
            OpenInMsat += amountMsat;
            EarliestIn = expiry < EarliestIn ? expiry : EarliestIn;
        }
    }
}
