namespace Holdfast.Policy;

/// <summary>What must hold before the device speaks to a watchtower, or gives it a backup.</summary>
public static class TowerRules
{
    /// <summary>Giving out a session key.</summary>
    public static void RequireReservation(bool isKnownType, bool hasRoom)
    {
        BlobTypeIsKnown.Require(isKnownType);
        IndexHasRoom.Require(hasRoom);
    }

    /// <summary>Asking a tower for a session.</summary>
    public static void RequireSession(bool isReserved, uint feeratePerKw, Limits limits)
    {
        SessionIsOpen.Require(isReserved);
        TowerFeeWithinLimit.Require(feeratePerKw, limits);
    }

    /// <summary>Making a backup, before the secret is looked at.</summary>
    public static void RequireState(bool isOpen, bool fitsChannel, bool isRevoked)
    {
        SessionIsOpen.Require(isOpen);
        SessionFitsChannel.Require(fitsChannel);
        StateIsRevoked.Require(isRevoked);
    }

    /// <summary>Sending one.</summary>
    public static void RequireBackup(bool isOpen, bool isOurs)
    {
        SessionIsOpen.Require(isOpen);
        BlobIsOurs.Require(isOurs);
    }

    /// <summary>Speaking to a tower.</summary>
    public static void RequireReserved(bool isReserved)
    {
        IndexIsReserved.Require(isReserved);
    }

    /// <summary>What a backup is made of, once the secret was multiplied.</summary>
    public static void RequireSigned(bool wasSigned)
    {
        StateWasSigned.Require(wasSigned);
    }

    /// <summary>Counting a state as backed up that no tower gets.</summary>
    public static void RequireNeedless(ulong sat, Limits limits)
    {
        NeedlessIsSmall.Require(sat, limits);
    }

    /// <summary>Deleting a session, before it is known whether it is used.</summary>
    public static void RequireKnown(bool isOpen)
    {
        SessionIsOpen.Require(isOpen);
    }

    public static void RequireUnused(bool isOver, bool ownerAgrees)
    {
        SessionIsUnused.Require(isOver, ownerAgrees);
    }

    /// <summary>Which towers count, and how long to wait for them.</summary>
    public static void RequireAgreed(bool ownerAgrees)
    {
        ExposureIsAgreed.Require(ownerAgrees);
    }
}
