namespace Holdfast.Protocol;

/// <summary>
/// First byte of every request. <see cref="Seal.IsRequired"/> says which of them a host may send without unlocking the session.
/// One row per id stands in PROTOCOL.md, one class pair per id in Messages.
/// </summary>
public enum MessageId : byte
{
    Hello = 1,
    Provision = 2,
    Unlock = 3,
    Status = 4,
    Wipe = 5,
    ReadJournal = 6,
    DrawEntropy = 7,
    ReadLimits = 8,
    SetLimits = 9,

    NodeKeys = 16,
    Ecdh = 17,
    SignInvoice = 18,
    SignMessage = 19,
    SignBip137Message = 20,
    SignBolt12 = 21,
    DeriveSecret = 22,
    SignNodeAnnouncement = 23,
    SignChannelUpdate = 24,
    SignChannelAnnouncement = 25,
    SignWillFundOffer = 26,

    NewChannel = 32,
    ChannelKeys = 33,
    SetupChannel = 34,
    GetPerCommitmentPoint = 35,
    SignCounterpartyCommitment = 36,
    ValidateHolderCommitment = 37,
    RevokeHolderCommitment = 38,
    ValidateRevocation = 39,
    SignHolderCommitment = 40,
    SignMutualClose = 41,
    CheckFutureSecret = 42,
    ForgetChannel = 43,
    CheckOutpoint = 44,
    LockOutpoint = 45,
    PrepareCounterpartyCommitment = 46,
    SignPreparedCommitment = 47,

    SignHolderHtlc = 48,
    SignDelayedSweep = 49,
    SignCounterpartyHtlcSweep = 50,
    SignPenalty = 51,
    SignSplice = 52,
    SignWalletInputs = 53,

    FeedHeaders = 80,
    ReadChain = 81,
    WalkHeaders = 82,
    ProveBurial = 83,
    ForgetChain = 84,

    ReserveTowerKey = 96,
    ConnectTower = 97,
    FinishTower = 98,
    ReceiveTower = 99,
    CreateTowerSession = 100,
    MakeTowerBackup = 101,
    UpdateTower = 102,
    DeleteTowerSession = 103,
    ReadTowerBook = 104,
    ForgetTowerKey = 105,
    SetTowerExposure = 106,
    TrustTower = 107,
    GetStateTicket = 108,
}
