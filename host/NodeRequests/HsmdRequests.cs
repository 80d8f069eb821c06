using Holdfast.NodeRequests.Hsmd;
using Holdfast.NodeRequests.Wire;

namespace Holdfast.NodeRequests;

/// <summary>The table of all requests: what a client needs to be allowed to send it, and the class that reads it.</summary>
internal static class HsmdRequests
{
    /// <summary>Core Lightning, hsmd/permissions.h and hsmd_check_client_capabilities.</summary>
    public static HsmdPermissions Needed(HsmdType type) => type switch
    {
        HsmdType.EcdhRequest => HsmdPermissions.Ecdh,
        HsmdType.ChannelAnnouncementSignature or HsmdType.ChannelUpdateSignature or HsmdType.NodeAnnouncementSignature => HsmdPermissions.SignGossip,
        HsmdType.SignDelayedPaymentToUs or HsmdType.SignRemoteHtlcToUs or HsmdType.SignPenaltyToUs => HsmdPermissions.SignOnchainTx,
        HsmdType.GetPerCommitmentPoint or HsmdType.CheckFutureSecret or HsmdType.SetupChannel => HsmdPermissions.CommitmentPoint,
        HsmdType.SignRemoteCommitmentTx or HsmdType.SignRemoteHtlcTx or HsmdType.ValidateCommitmentTx or HsmdType.RevokeCommitmentTx
            or HsmdType.ValidateRevocation => HsmdPermissions.SignRemoteTx,
        HsmdType.SignMutualCloseTx => HsmdPermissions.SignClosingTx,
        HsmdType.SignOptionWillFundOffer => HsmdPermissions.SignWillFundOffer,
        HsmdType.SignSpliceTx => HsmdPermissions.SignSpliceTx,
        HsmdType.CheckOutpoint or HsmdType.LockOutpoint => HsmdPermissions.LockOutpoint,
        _ => HsmdPermissions.Master,
    };

    /// <exception cref="HsmdProtocolException">No such request.</exception>
    public static IHsmdRequest Parse(HsmdType type, HsmdReader reader) => type switch
    {
        HsmdType.EcdhRequest => Ecdh.Parse(reader),
        HsmdType.ChannelAnnouncementSignature => SignChannelAnnouncement.ParseOfClient(reader),
        HsmdType.ChannelUpdateSignature => ChannelUpdateSignature.Parse(reader),
        HsmdType.SignAnyChannelAnnouncement => SignChannelAnnouncement.ParseAny(reader),
        HsmdType.SignCommitmentTx => SignCommitmentTx.Parse(reader),
        HsmdType.NodeAnnouncementSignature => NodeAnnouncementSignature.Parse(reader),
        HsmdType.SignWithdrawal => SignWithdrawal.Parse(reader),
        HsmdType.SignInvoice => SignInvoice.Parse(reader),
        HsmdType.ClientHsmFd => ClientHsmFd.Parse(reader),
        HsmdType.GetChannelBasepoints => GetChannelBasepoints.Parse(reader),
        HsmdType.Init => Init.Parse(reader),
        HsmdType.SignDelayedPaymentToUs => SignDelayedPaymentToUs.ParseOfClient(reader),
        HsmdType.SignRemoteHtlcToUs => SignRemoteHtlcToUs.ParseOfClient(reader),
        HsmdType.SignPenaltyToUs => SignPenaltyToUs.ParseOfClient(reader),
        HsmdType.GetPerCommitmentPoint => GetPerCommitmentPoint.Parse(reader),
        HsmdType.SignRemoteCommitmentTx => SignRemoteCommitmentTx.Parse(reader),
        HsmdType.SignRemoteHtlcTx => SignRemoteHtlcTx.Parse(reader),
        HsmdType.SignMutualCloseTx => SignMutualCloseTx.Parse(reader),
        HsmdType.CheckFutureSecret => CheckFutureSecret.Parse(reader),
        HsmdType.SignMessage => SignMessage.Parse(reader),
        HsmdType.GetOutputScriptPubKey => GetOutputScriptPubKey.Parse(reader),
        HsmdType.SignBolt12 => SignBolt12.Parse(reader, withInfo: false),
        HsmdType.SignOptionWillFundOffer => SignOptionWillFundOffer.Parse(reader),
        HsmdType.DeriveSecret => DeriveSecret.Parse(reader),
        HsmdType.CheckPubkey => CheckPubkey.Parse(reader, isBip86: false),
        HsmdType.SignSpliceTx => SignSpliceTx.Parse(reader),
        HsmdType.NewChannel => NewChannel.Parse(reader),
        HsmdType.SetupChannel => SetupChannel.Parse(reader),
        HsmdType.CheckOutpoint => CheckOutpoint.Parse(reader),
        HsmdType.DevMemleak => new DevMemleak(),
        HsmdType.ForgetChannel => ForgetChannel.Parse(reader),
        HsmdType.ValidateCommitmentTx => ValidateCommitmentTx.Parse(reader),
        HsmdType.ValidateRevocation => ValidateRevocation.Parse(reader),
        HsmdType.LockOutpoint => LockOutpoint.Parse(reader),
        HsmdType.PreapproveInvoice => PreapproveInvoice.Parse(reader, hasCheckOnly: false),
        HsmdType.PreapproveKeysend => PreapproveKeysend.Parse(reader, hasCheckOnly: false),
        HsmdType.RevokeCommitmentTx => RevokeCommitmentTx.Parse(reader),
        HsmdType.SignBolt12WithInfo => SignBolt12.Parse(reader, withInfo: true),
        HsmdType.Bip137SignMessage => Bip137SignMessage.Parse(reader),
        HsmdType.PreapproveInvoiceCheck => PreapproveInvoice.Parse(reader, hasCheckOnly: true),
        HsmdType.PreapproveKeysendCheck => PreapproveKeysend.Parse(reader, hasCheckOnly: true),
        HsmdType.CheckBip86Pubkey => CheckPubkey.Parse(reader, isBip86: true),
        HsmdType.DevPreinit => DevPreinit.Parse(reader),
        HsmdType.SignAnyDelayedPaymentToUs => SignDelayedPaymentToUs.ParseAny(reader),
        HsmdType.SignAnyRemoteHtlcToUs => SignRemoteHtlcToUs.ParseAny(reader),
        HsmdType.SignAnyPenaltyToUs => SignPenaltyToUs.ParseAny(reader),
        HsmdType.SignAnyLocalHtlcTx => SignLocalHtlcTx.Parse(reader),
        HsmdType.SignAnchorSpend => SignAnchorSpend.Parse(reader),
        HsmdType.SignHtlcTxMingle => SignHtlcTxMingle.Parse(reader),
        _ => throw new HsmdProtocolException("no request has number " + (ushort)type),
    };
}
