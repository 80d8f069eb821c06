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
        // One way out: the metadata processor counts a place on the stack for every return of a value, and this frame lives as long as the request.
        byte[] reply;
        switch (id)
        {
            case MessageId.Hello:
                reply = HelloHandler.Handle(body, device);
                break;
            case MessageId.Status:
                reply = StatusHandler.Handle(body, device);
                break;
            case MessageId.Wipe:
                reply = WipeHandler.Handle(body, device);
                break;
            case MessageId.DrawEntropy:
                reply = DrawEntropyHandler.Handle(body, Blank(device));
                break;
            case MessageId.Provision:
                reply = ProvisionHandler.Handle(body, Blank(device));
                break;
            case MessageId.Unlock:
                reply = UnlockHandler.Handle(body, Provisioned(device));
                break;
            case MessageId.ReadJournal:
                reply = ReadJournalHandler.Handle(body, Opened(device));
                break;
            case MessageId.ReadBackup:
                reply = ReadBackupHandler.Handle(body, Opened(device));
                break;
            case MessageId.MoveAway:
                reply = MoveAwayHandler.Handle(body, Ready(device), device);
                break;
            case MessageId.BeginRestore:
                reply = BeginRestoreHandler.Handle(body, Unlocked(device));
                break;
            case MessageId.RestoreSlot:
                reply = RestoreSlotHandler.Handle(body, Unlocked(device), device);
                break;
            case MessageId.ReadLimits:
                reply = ReadLimitsHandler.Handle(body, Ready(device));
                break;
            case MessageId.SetLimits:
                reply = SetLimitsHandler.Handle(body, Ready(device));
                break;
            case MessageId.AllowPayee:
                reply = AllowPayeeHandler.Handle(body, Ready(device));
                break;
            case MessageId.ReadAllowlist:
                reply = ReadAllowlistHandler.Handle(body, Ready(device));
                break;
            case MessageId.NodeKeys:
                reply = NodeKeysHandler.Handle(body, Ready(device));
                break;
            case MessageId.Ecdh:
                reply = EcdhHandler.Handle(body, Ready(device));
                break;
            case MessageId.SignInvoice:
                reply = SignInvoiceHandler.Handle(body, Ready(device));
                break;
            case MessageId.SignMessage:
                reply = SignMessageHandler.Handle(body, Ready(device));
                break;
            case MessageId.SignBip137Message:
                reply = SignBip137MessageHandler.Handle(body, Ready(device));
                break;
            case MessageId.SignBolt12:
                reply = SignBolt12Handler.Handle(body, Ready(device));
                break;
            case MessageId.DeriveSecret:
                reply = DeriveSecretHandler.Handle(body, Ready(device));
                break;
            case MessageId.SignNodeAnnouncement:
                reply = SignNodeAnnouncementHandler.Handle(body, Ready(device));
                break;
            case MessageId.SignChannelUpdate:
                reply = SignChannelUpdateHandler.Handle(body, Ready(device));
                break;
            case MessageId.SignChannelAnnouncement:
                reply = SignChannelAnnouncementHandler.Handle(body, Ready(device));
                break;
            case MessageId.SignWillFundOffer:
                reply = SignWillFundOfferHandler.Handle(body, Ready(device));
                break;
            case MessageId.NewChannel:
                reply = NewChannelHandler.Handle(body, Ready(device));
                break;
            case MessageId.ChannelKeys:
                reply = ChannelKeysHandler.Handle(body, Ready(device));
                break;
            case MessageId.SetupChannel:
                reply = SetupChannelHandler.Handle(body, Ready(device));
                break;
            case MessageId.GetPerCommitmentPoint:
                reply = GetPerCommitmentPointHandler.Handle(body, Ready(device));
                break;
            case MessageId.SignCounterpartyCommitment:
                reply = SignCounterpartyCommitmentHandler.Handle(body, Ready(device));
                break;
            case MessageId.ValidateHolderCommitment:
                reply = ValidateHolderCommitmentHandler.Handle(body, Ready(device));
                break;
            case MessageId.RevokeHolderCommitment:
                reply = RevokeHolderCommitmentHandler.Handle(body, Ready(device));
                break;
            case MessageId.ValidateRevocation:
                reply = ValidateRevocationHandler.Handle(body, Ready(device));
                break;
            case MessageId.SignHolderCommitment:
                reply = SignHolderCommitmentHandler.Handle(body, Ready(device));
                break;
            case MessageId.SignMutualClose:
                reply = SignMutualCloseHandler.Handle(body, Ready(device));
                break;
            case MessageId.CheckFutureSecret:
                reply = CheckFutureSecretHandler.Handle(body, Ready(device));
                break;
            case MessageId.ForgetChannel:
                reply = ForgetChannelHandler.Handle(body, Ready(device));
                break;
            case MessageId.CheckOutpoint:
                reply = CheckOutpointHandler.Handle(body, Ready(device));
                break;
            case MessageId.LockOutpoint:
                reply = LockOutpointHandler.Handle(body, Ready(device));
                break;
            case MessageId.PrepareCounterpartyCommitment:
                reply = PrepareCounterpartyCommitmentHandler.Handle(body, Ready(device));
                break;
            case MessageId.SignPreparedCommitment:
                reply = SignPreparedCommitmentHandler.Handle(body, Ready(device));
                break;
            case MessageId.SignHolderHtlc:
                reply = SignHolderHtlcHandler.Handle(body, Ready(device));
                break;
            case MessageId.SignDelayedSweep:
                reply = SignDelayedSweepHandler.Handle(body, Ready(device));
                break;
            case MessageId.SignCounterpartyHtlcSweep:
                reply = SignCounterpartyHtlcSweepHandler.Handle(body, Ready(device));
                break;
            case MessageId.SignPenalty:
                reply = SignPenaltyHandler.Handle(body, Ready(device));
                break;
            case MessageId.SignSplice:
                reply = SignSpliceHandler.Handle(body, Ready(device));
                break;
            case MessageId.SignWalletInputs:
                reply = SignWalletInputsHandler.Handle(body, Ready(device));
                break;
            case MessageId.ProveTimeout:
                reply = ProveTimeoutHandler.Handle(body, Ready(device));
                break;
            case MessageId.ApproveInvoice:
                reply = ApproveInvoiceHandler.Handle(body, Ready(device));
                break;
            case MessageId.ApproveKeysend:
                reply = ApproveKeysendHandler.Handle(body, Ready(device));
                break;
            case MessageId.ReadApprovals:
                reply = ReadApprovalsHandler.Handle(body, Ready(device));
                break;
            case MessageId.ForgetApproval:
                reply = ForgetApprovalHandler.Handle(body, Ready(device));
                break;
            case MessageId.PromiseInvoice:
                reply = PromiseInvoiceHandler.Handle(body, Ready(device));
                break;
            case MessageId.ReadPromises:
                reply = ReadPromisesHandler.Handle(body, Ready(device));
                break;
            case MessageId.ReleasePreimage:
                reply = ReleasePreimageHandler.Handle(body, Ready(device));
                break;
            case MessageId.CancelPromise:
                reply = CancelPromiseHandler.Handle(body, Ready(device));
                break;
            case MessageId.ReviewBolt12Invoice:
                reply = ReviewBolt12InvoiceHandler.Handle(body, Ready(device));
                break;
            case MessageId.AgreeJitTerms:
                reply = AgreeJitTermsHandler.Handle(body, Ready(device));
                break;
            case MessageId.ReadJitOrders:
                reply = ReadJitOrdersHandler.Handle(body, Ready(device));
                break;
            case MessageId.ForgetJitOrder:
                reply = ForgetJitOrderHandler.Handle(body, Ready(device));
                break;
            case MessageId.MakeBlindedPath:
                reply = MakeBlindedPathHandler.Handle(body, Ready(device));
                break;
            case MessageId.ReserveTowerKey:
                reply = ReserveTowerKeyHandler.Handle(body, Ready(device));
                break;
            case MessageId.ConnectTower:
                reply = ConnectTowerHandler.Handle(body, Ready(device), device);
                break;
            case MessageId.FinishTower:
                reply = FinishTowerHandler.Handle(body, Ready(device));
                break;
            case MessageId.ReceiveTower:
                reply = ReceiveTowerHandler.Handle(body, Ready(device));
                break;
            case MessageId.CreateTowerSession:
                reply = CreateTowerSessionHandler.Handle(body, Ready(device));
                break;
            case MessageId.MakeTowerBackup:
                reply = MakeTowerBackupHandler.Handle(body, Ready(device));
                break;
            case MessageId.UpdateTower:
                reply = UpdateTowerHandler.Handle(body, Ready(device));
                break;
            case MessageId.DeleteTowerSession:
                reply = DeleteTowerSessionHandler.Handle(body, Ready(device));
                break;
            case MessageId.ReadTowerBook:
                reply = ReadTowerBookHandler.Handle(body, Ready(device));
                break;
            case MessageId.ForgetTowerKey:
                reply = ForgetTowerKeyHandler.Handle(body, Ready(device));
                break;
            case MessageId.SetTowerExposure:
                reply = SetTowerExposureHandler.Handle(body, Ready(device));
                break;
            case MessageId.TrustTower:
                reply = TrustTowerHandler.Handle(body, Ready(device));
                break;
            case MessageId.GetStateTicket:
                reply = GetStateTicketHandler.Handle(body, Ready(device));
                break;
            case MessageId.ReadPayments:
                reply = ReadPaymentsHandler.Handle(body, Ready(device));
                break;
            case MessageId.ShowPayments:
                reply = ShowPaymentsHandler.Handle(body, Ready(device));
                break;
            case MessageId.AdoptPayments:
                reply = AdoptPaymentsHandler.Handle(body, Ready(device));
                break;
            case MessageId.FeedHeaders:
                reply = FeedHeadersHandler.Handle(body, Ready(device));
                break;
            case MessageId.ReadChain:
                reply = ReadChainHandler.Handle(body, Ready(device));
                break;
            case MessageId.WalkHeaders:
                reply = WalkHeadersHandler.Handle(body, Ready(device));
                break;
            case MessageId.ProveBurial:
                reply = ProveBurialHandler.Handle(body, Ready(device));
                break;
            case MessageId.ForgetChain:
                reply = ForgetChainHandler.Handle(body, Ready(device));
                break;
            default:
                throw RequestException.Malformed(ErrorCode.UnknownMessage, "no request has this id");
        }

        return reply;
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
