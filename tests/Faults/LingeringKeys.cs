using System.Reflection;
using Holdfast.Protocol;
using Holdfast.Requests;

namespace Holdfast.Faults;

/// <summary>
/// The conversations of tests/Unit/Requests, with a look at the devices' memory after every request, so that each request that the device knows is seen where it
/// succeeds: keys of sweeps, penalties, splices and wallet inputs, nonces, coordinates. Runs inside, like <see cref="LingeringSecrets"/>, which knows the seed's own tree
/// and sees the handshake.
/// </summary>
public static class LingeringKeys
{
    private static readonly (string Class, string Method)[] s_conversations =
    [
        ("ProvisioningTests", "ASecretComesOnce"),
        ("ProvisioningTests", "TheReceiptTellsWhereTheDeviceIs"),
        ("ProvisioningTests", "ADeviceOlderThanItsReceiptStops"),
        ("ProvisioningTests", "ARecordOfAnotherFirmwareStopsTheDevice"),
        ("ProvisioningTests", "WipingNeedsTheButton"),
        ("ProvisioningTests", "EntropyIsMixed"),
        ("GateTests", "TheJournalCanBeReadByAPerson"),
        ("NodeRequestTests", "EcdhIsTheSameFromBothSides"),
        ("NodeRequestTests", "TextsAreSignedWithTheirPrefix"),
        ("NodeRequestTests", "OffersAreSignedUnderThreeNames"),
        ("NodeRequestTests", "AFutureSecretIsRecognised"),
        ("NodeRequestTests", "ALiquidityOfferIsSigned"),
        ("DomainTests", "AnAnnouncementSpeaksOfThisChannelOnly"),
        ("DomainTests", "AnUpdateIsNotASignedText"),
        ("DomainTests", "ANodeAnnouncementIsNotASignedText"),
        ("OpeningTests", "OutpointsAreCheckedAndLocked"),
        ("OpeningTests", "AForgottenNumberNeverComesBack"),
        ("HolderCommitmentTests", "AfterOurSignatureItsCommitmentIsNeverRevoked"),
        ("ChannelLifeTests", "AChannelLivesAndCloses"),
        ("PreparedCommitmentTests", "WhatWasPreparedIsSignedByAShortRequest"),
        ("SweepTests", "OurDelayedOutputComesHome"),
        ("SweepTests", "OurHtlcTransactionsAreSignedForOurDelayedOutput"),
        ("SweepTests", "HtlcsOnThePeersCommitmentComeHome"),
        ("SweepTests", "EveryOutputOfARevokedCommitmentIsTaken"),
        ("SpliceTests", "EachFundingHasItsOwnCommitmentsUnderTheSameNumber"),
        ("SpliceTests", "TheSharedInputIsSignedWithItsAmountWhereverItStands"),
        ("WalletTests", "EveryKindOfInputSigns"),
        ("TowerSessionTests", "ASessionIsOnFlashWhenTheHostHearsOfIt"),
        ("TowerSessionTests", "AnEmptySessionIsDeletedAndAForgottenKeyNeverComesBack"),
        ("TowerSessionTests", "WhoCannotFinishTheHandshakeHearsNothing"),
        ("TowerSessionTests", "BytesThatTheTowerDidNotSealEndTheConnection"),
        ("TowerBackupTests", "WhatIsNotARevokedStateOfOursIsNotBackedUp"),
        ("TowerExposureTests", "TheNextStateWaitsForTheAcknowledgementOfTheRevokedOne"),
        ("ChainTests", "AProofNeedsAWayToItsBlock"),
        ("ChainTests", "OnlyTheOwnerGivesTheChainUp"),
        ("BurialTests", "AFalseLockIsATheftOnceTheChainIsInForce"),
        ("LimitsTests", "OneLooserLineMakesTheWholeRequestTheOwnersDecision"),
        ("PaymentTheftTests", "AdoptingNeedsTheOwner"),
        ("TimeoutProofTests", "APaymentThatCameBackOnThePeersCommitmentLetsTheIncomingOneGoBack"),
        ("ApprovalsTests", "AnotherRequestOfTheSameHashDoesNotAddToIt"),
        ("ApprovalsTests", "APayeeOnTheListNeedsNoButtonWhileTheDeviceHasAClock"),
        ("VaultTests", "APaymentThatHasComeGetsThePreimage"),
        ("VaultTests", "ACancelledPromiseIsNeverReleased"),
        ("JitOrderTests", "OnePressIsOneOrder"),
        ("JitReleaseTests", "ThePaymentOfAnOrderArrivesLessItsFee"),
        ("RestoreTests", "ARestoredDeviceClosesWithTheButton"),
        ("MoveTests", "AMovedDeviceGoesOnElsewhereAndOnlyThere"),
        ("VaultInvoiceTests", "AReviewedInvoiceOfBolt12IsSigned"),
    ];

    /// <summary>What was found after which request, and which requests were never answered.</summary>
    public static string Run()
    {
        HeapWatch watch = new();
        SortedDictionary<string, string> found = [];
        HashSet<byte> answered = [];
        int requests = 0;
        watch.Start();
        string conversation = "";
        Hooks.OnAnswered = (id, status) =>
        {
            requests++;
            if (status == (byte)ReplyStatus.Ok)
            {
                answered.Add(id);
            }

            foreach (string one in watch.Find(watch.Contexts.SelectMany(context => LingeringSecrets.AllowedIn((SignerContext)context))))
            {
                found.TryAdd(one, $"after {(MessageId)id} in {conversation}");
            }
        };

        Assembly unit = Assembly.Load("Holdfast.Unit");
        foreach ((string name, string method) in s_conversations)
        {
            conversation = name + "." + method;
            Type type = unit.GetType("Holdfast.Unit.Requests." + name) ?? unit.GetType("Holdfast.Unit.Desktop.Requests." + name, throwOnError: true)!;
            type.GetMethod(method)!.Invoke(Activator.CreateInstance(type), null);
            watch.Forget();
        }

        Hooks.OnAnswered = null;
        foreach (MessageId id in Enum.GetValues<MessageId>().Where(id => id != MessageId.Hello && !answered.Contains((byte)id)))
        {
            found.TryAdd("never asked: " + id, "");
        }

        return found.Count == 0 ? $"{requests} requests, nothing found" : string.Join(Environment.NewLine, found.Select(one => $"{one.Key}, {one.Value}"));
    }
}
