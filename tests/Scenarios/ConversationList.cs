using Holdfast.Protocol;
using Holdfast.Scenarios.Conversations;

namespace Holdfast.Scenarios;

/// <summary>Every conversation, once. Whoever has a device runs all of them.</summary>
public static class ConversationList
{
    private static readonly Action<IScenarioDevice>[] s_all =
    [
        ChannelLife.AsOpener,
        ChannelLife.AsAccepter,
        OneContentPerNumber.TheSameContentGetsTheSameSignature,
        OneContentPerNumber.ASecondContentIsRefusedAndChangesNothing,
        OneContentPerNumber.ALaterNumberWaitsForTheRevocation,
        OneContentPerNumber.ASecretIsOnlyGivenForAStoredSuccessor,
        OneContentPerNumber.PreparePromisesNothing,
        BadInput.MalformedRequestsAreAnsweredAndForgotten,
        BadInput.APointOffTheCurveIsMalformed,
        BadInput.AChannelThatDoesNotExistIsSaidSo,
        BadInput.AmountsThatDoNotAddUpAreNotSigned,
        BadInput.AProvisionedDeviceTakesNoOtherSecret,
        Visitors.AStrangerGetsStatusOnly,
        Visitors.StatusTellsWhatHappened,
        Visitors.TheJournalCanBeReadByItsOwner,
        NodeDuties.SharedSecretsAreSymmetric,
        NodeDuties.AMessageCarriesTheNodesKey,
        NodeDuties.DerivedSecretsAreStableAndApart,
        NodeDuties.PointsComeInOrderAndNotTooFar,
        PulledPlug.WhileSigning,
    ];

    /// <summary>"ChannelLife.AsOpener" and so on, for the test runner.</summary>
    public static IEnumerable<object[]> Names => s_all.Select(conversation => new object[] { NameOf(conversation) });

    public static void Run(string name, IScenarioDevice device)
    {
        try
        {
            s_all.Single(conversation => NameOf(conversation) == name)(device);
        }
        finally
        {
            foreach (byte[] channel in device.Channels)
            {
                device.Client.Ask(new ForgetChannel { ChannelId = channel });
            }

            device.Channels.Clear();
        }
    }

    private static string NameOf(Action<IScenarioDevice> conversation) => $"{conversation.Method.DeclaringType!.Name}.{conversation.Method.Name}";
}
