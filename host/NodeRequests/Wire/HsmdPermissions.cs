namespace Holdfast.NodeRequests.Wire;

/// <summary>What the permission bits of a client allow (Core Lightning, hsmd/permissions.h).</summary>
[Flags]
public enum HsmdPermissions : ulong
{
    None = 0,
    Ecdh = 1,
    SignGossip = 2,
    SignOnchainTx = 4,
    CommitmentPoint = 8,
    SignRemoteTx = 16,
    SignClosingTx = 32,
    SignWillFundOffer = 64,
    SignSpliceTx = 128,
    LockOutpoint = 256,
    Master = 1024,
}
