using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// Every request that the device knows, the state it needs, and its handler. Read this file and you know the device. A request outside of its
/// state is answered with what to do instead; the seal was checked before (<see cref="LinkSession"/>).
/// </summary>
public static class RequestGate
{
    /// <summary>The body of the reply.</summary>
    public static byte[] Pass(MessageId id, ByteReader body, SignerDevice device)
    {
        switch (id)
        {
            case MessageId.Hello:
                return HelloHandler.Handle(body, device);
            case MessageId.Status:
                return StatusHandler.Handle(body, device);
            case MessageId.Wipe:
                return WipeHandler.Handle(body, device);
            case MessageId.DrawEntropy:
                return DrawEntropyHandler.Handle(body, Blank(device));
            case MessageId.Provision:
                return ProvisionHandler.Handle(body, Blank(device));
            case MessageId.Unlock:
                return UnlockHandler.Handle(body, Provisioned(device));
            case MessageId.ReadJournal:
                return ReadJournalHandler.Handle(body, Opened(device));
            case MessageId.ReadBackup:
                return ReadBackupHandler.Handle(body, Opened(device));
            case MessageId.MoveAway:
                return MoveAwayHandler.Handle(body, Ready(device), device);
            case MessageId.BeginRestore:
                return BeginRestoreHandler.Handle(body, Unlocked(device));
            case MessageId.RestoreSlot:
                return RestoreSlotHandler.Handle(body, Unlocked(device), device);
            case MessageId.ReadLimits:
                return ReadLimitsHandler.Handle(body, Ready(device));
            case MessageId.SetLimits:
                return SetLimitsHandler.Handle(body, Ready(device));
            case MessageId.AllowPayee:
                return AllowPayeeHandler.Handle(body, Ready(device));
            case MessageId.ReadAllowlist:
                return ReadAllowlistHandler.Handle(body, Ready(device));
            case MessageId.NodeKeys:
                return NodeKeysHandler.Handle(body, Ready(device));
            case MessageId.Ecdh:
                return EcdhHandler.Handle(body, Ready(device));
            case MessageId.SignInvoice:
                return SignInvoiceHandler.Handle(body, Ready(device));
            case MessageId.SignMessage:
                return SignMessageHandler.Handle(body, Ready(device));
            case MessageId.SignBip137Message:
                return SignBip137MessageHandler.Handle(body, Ready(device));
            case MessageId.SignBolt12:
                return SignBolt12Handler.Handle(body, Ready(device));
            case MessageId.DeriveSecret:
                return DeriveSecretHandler.Handle(body, Ready(device));
            case MessageId.SignNodeAnnouncement:
                return SignNodeAnnouncementHandler.Handle(body, Ready(device));
            case MessageId.SignChannelUpdate:
                return SignChannelUpdateHandler.Handle(body, Ready(device));
            case MessageId.SignChannelAnnouncement:
                return SignChannelAnnouncementHandler.Handle(body, Ready(device));
            case MessageId.SignWillFundOffer:
                return SignWillFundOfferHandler.Handle(body, Ready(device));
            case MessageId.NewChannel:
                return NewChannelHandler.Handle(body, Ready(device));
            case MessageId.ChannelKeys:
                return ChannelKeysHandler.Handle(body, Ready(device));
            case MessageId.SetupChannel:
                return SetupChannelHandler.Handle(body, Ready(device));
            case MessageId.GetPerCommitmentPoint:
                return GetPerCommitmentPointHandler.Handle(body, Ready(device));
            case MessageId.SignCounterpartyCommitment:
                return SignCounterpartyCommitmentHandler.Handle(body, Ready(device));
            case MessageId.ValidateHolderCommitment:
                return ValidateHolderCommitmentHandler.Handle(body, Ready(device));
            case MessageId.RevokeHolderCommitment:
                return RevokeHolderCommitmentHandler.Handle(body, Ready(device));
            case MessageId.ValidateRevocation:
                return ValidateRevocationHandler.Handle(body, Ready(device));
            case MessageId.SignHolderCommitment:
                return SignHolderCommitmentHandler.Handle(body, Ready(device));
            case MessageId.SignMutualClose:
                return SignMutualCloseHandler.Handle(body, Ready(device));
            case MessageId.CheckFutureSecret:
                return CheckFutureSecretHandler.Handle(body, Ready(device));
            case MessageId.ForgetChannel:
                return ForgetChannelHandler.Handle(body, Ready(device));
            case MessageId.CheckOutpoint:
                return CheckOutpointHandler.Handle(body, Ready(device));
            case MessageId.LockOutpoint:
                return LockOutpointHandler.Handle(body, Ready(device));
            case MessageId.PrepareCounterpartyCommitment:
                return PrepareCounterpartyCommitmentHandler.Handle(body, Ready(device));
            case MessageId.SignPreparedCommitment:
                return SignPreparedCommitmentHandler.Handle(body, Ready(device));
            case MessageId.SignHolderHtlc:
                return SignHolderHtlcHandler.Handle(body, Ready(device));
            case MessageId.SignDelayedSweep:
                return SignDelayedSweepHandler.Handle(body, Ready(device));
            case MessageId.SignCounterpartyHtlcSweep:
                return SignCounterpartyHtlcSweepHandler.Handle(body, Ready(device));
            case MessageId.SignPenalty:
                return SignPenaltyHandler.Handle(body, Ready(device));
            case MessageId.SignSplice:
                return SignSpliceHandler.Handle(body, Ready(device));
            case MessageId.SignWalletInputs:
                return SignWalletInputsHandler.Handle(body, Ready(device));
            case MessageId.ApproveInvoice:
                return ApproveInvoiceHandler.Handle(body, Ready(device));
            case MessageId.ApproveKeysend:
                return ApproveKeysendHandler.Handle(body, Ready(device));
            case MessageId.ReadApprovals:
                return ReadApprovalsHandler.Handle(body, Ready(device));
            case MessageId.ForgetApproval:
                return ForgetApprovalHandler.Handle(body, Ready(device));
            case MessageId.PromiseInvoice:
                return PromiseInvoiceHandler.Handle(body, Ready(device));
            case MessageId.ReadPromises:
                return ReadPromisesHandler.Handle(body, Ready(device));
            case MessageId.ReleasePreimage:
                return ReleasePreimageHandler.Handle(body, Ready(device));
            case MessageId.CancelPromise:
                return CancelPromiseHandler.Handle(body, Ready(device));
            case MessageId.ReviewBolt12Invoice:
                return ReviewBolt12InvoiceHandler.Handle(body, Ready(device));
            case MessageId.AgreeJitTerms:
                return AgreeJitTermsHandler.Handle(body, Ready(device));
            case MessageId.ReadJitOrders:
                return ReadJitOrdersHandler.Handle(body, Ready(device));
            case MessageId.ForgetJitOrder:
                return ForgetJitOrderHandler.Handle(body, Ready(device));
            case MessageId.MakeBlindedPath:
                return MakeBlindedPathHandler.Handle(body, Ready(device));
            case MessageId.ReserveTowerKey:
                return ReserveTowerKeyHandler.Handle(body, Ready(device));
            case MessageId.ConnectTower:
                return ConnectTowerHandler.Handle(body, Ready(device), device);
            case MessageId.FinishTower:
                return FinishTowerHandler.Handle(body, Ready(device));
            case MessageId.ReceiveTower:
                return ReceiveTowerHandler.Handle(body, Ready(device));
            case MessageId.CreateTowerSession:
                return CreateTowerSessionHandler.Handle(body, Ready(device));
            case MessageId.MakeTowerBackup:
                return MakeTowerBackupHandler.Handle(body, Ready(device));
            case MessageId.UpdateTower:
                return UpdateTowerHandler.Handle(body, Ready(device));
            case MessageId.DeleteTowerSession:
                return DeleteTowerSessionHandler.Handle(body, Ready(device));
            case MessageId.ReadTowerBook:
                return ReadTowerBookHandler.Handle(body, Ready(device));
            case MessageId.ForgetTowerKey:
                return ForgetTowerKeyHandler.Handle(body, Ready(device));
            case MessageId.SetTowerExposure:
                return SetTowerExposureHandler.Handle(body, Ready(device));
            case MessageId.TrustTower:
                return TrustTowerHandler.Handle(body, Ready(device));
            case MessageId.GetStateTicket:
                return GetStateTicketHandler.Handle(body, Ready(device));
            case MessageId.ReadPayments:
                return ReadPaymentsHandler.Handle(body, Ready(device));
            case MessageId.ShowPayments:
                return ShowPaymentsHandler.Handle(body, Ready(device));
            case MessageId.AdoptPayments:
                return AdoptPaymentsHandler.Handle(body, Ready(device));
            case MessageId.FeedHeaders:
                return FeedHeadersHandler.Handle(body, Ready(device));
            case MessageId.ReadChain:
                return ReadChainHandler.Handle(body, Ready(device));
            case MessageId.WalkHeaders:
                return WalkHeadersHandler.Handle(body, Ready(device));
            case MessageId.ProveBurial:
                return ProveBurialHandler.Handle(body, Ready(device));
            case MessageId.ForgetChain:
                return ForgetChainHandler.Handle(body, Ready(device));
            default:
                throw RequestException.Malformed(ErrorCode.UnknownMessage, "no request has this id");
        }
    }

    private static SignerContext Ready(SignerDevice device)
    {
        SignerContext signer = Unlocked(device);
        if (signer.Backup != null)
        {
            throw RequestException.NotNow(ErrorCode.Restoring, "a backup is being restored: show the rest of it, or start the device anew");
        }

        return signer;
    }

    private static SignerContext Unlocked(SignerDevice device)
    {
        Provisioned(device);
        if (device.State != DeviceState.Ready)
        {
            throw RequestException.NotNow(ErrorCode.Locked, "the device is locked: send Unlock");
        }

        return device.Context;
    }

    // Also while stopped: a person wants to know what the journal contains.
    private static SignerContext Opened(SignerDevice device)
    {
        return device.Context != null ? device.Context : Ready(device);
    }

    private static SignerDevice Blank(SignerDevice device)
    {
        RequireRunning(device);
        if (device.State != DeviceState.Blank)
        {
            throw RequestException.NotNow(ErrorCode.AlreadyProvisioned, "the device has a secret already: wipe it first, with its button");
        }

        return device;
    }

    private static SignerDevice Provisioned(SignerDevice device)
    {
        RequireRunning(device);
        if (device.State == DeviceState.Blank)
        {
            throw RequestException.NotNow(ErrorCode.Blank, "the device is blank: provision it");
        }

        return device;
    }

    private static void RequireRunning(SignerDevice device)
    {
        if (device.State == DeviceState.Stopped)
        {
            throw RequestException.Stopped(device.Sentence);
        }
    }
}
