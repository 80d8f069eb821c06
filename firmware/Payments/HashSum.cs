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

    /// <summary>What may leave the holder and is in flight; null where nobody asked for expiries.</summary>
    public readonly ExpirySums Out;

    /// <summary>The same of what comes to the holder (<see cref="OpenInMsat"/>).</summary>
    public readonly ExpirySums In;

    public HashSum()
    {
    }

    internal HashSum(bool hasExpiries)
    {
        Out = hasExpiries ? new ExpirySums() : null;
        In = hasExpiries ? new ExpirySums() : null;
    }

    internal void AddOut(ulong amountMsat, uint expiry, bool isOpen)
    {
        OutMsat += amountMsat;
        if (isOpen && Out != null)
        {
            Out.Add(amountMsat, expiry);
        }
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
            if (In != null)
            {
                In.Add(amountMsat, expiry);
            }
        }
    }
}
