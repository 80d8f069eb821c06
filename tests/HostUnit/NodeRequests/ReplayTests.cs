using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Replay;

namespace Holdfast.HostUnit.NodeRequests;

/// <summary>Every recorded session, through bridge, frames, simulated signer and journal: the node cannot tell it from stock hsmd. The owner agrees to what no invoice
/// covers.</summary>
[TestClass]
public class ReplayTests
{
    [DataTestMethod]
    [DynamicData(nameof(Recordings.Names), typeof(Recordings))]
    public void EveryReplyIsStockHsmds(string name)
    {
        ReplayResult result = Replay(Recordings.Named(name), isApproved: true);
        Assert.AreEqual("", string.Join("; ", result.Different.Select(difference => $"#{difference.N}: {difference.Actual}")));
        Assert.AreEqual(Refusals(name), string.Join("; ", result.Refused.Select(refusal => $"#{refusal.N} {refusal.Tag}")));
        Assert.AreEqual(Withheld(name), string.Join(" ", result.Withheld));
        Assert.AreEqual(result.Requests, result.Identical + result.Refused.Count + result.Withheld.Count + result.NotCompared);
        Assert.IsTrue(result.Identical > 80);
    }

    /// <summary>The same where the owner has switched the rules about payments off.</summary>
    [DataTestMethod]
    [DataRow("01-basic-A")]
    [DataRow("02-forward-B")]
    [DataRow("08-splice-A")]
    public void NothingIsDifferentWherePaymentsAreNotFollowed(string name)
    {
        ReplayResult result = Replay(Recordings.Named(name), isApproved: true, followsPayments: false);
        Assert.AreEqual("", string.Join("; ", result.Different.Select(difference => $"#{difference.N}: {difference.Actual}")));
        Assert.AreEqual(Refusals(name), string.Join("; ", result.Refused.Select(refusal => $"#{refusal.N} {refusal.Tag}")));
    }

    /// <summary>
    /// Without the owner, and without the rules about payments, nothing is different either. Only payments to other addresses and openings that give the peer something wait for
    /// the button: 03, 08 and 11 push 300,000 of 1,000,000 sat.
    /// </summary>
    [DataTestMethod]
    [DataRow("01-basic-A", "#189 policy-onchain-no-unknown-outputs")]
    [DataRow("03-unilateral-timeout-A", "#80 policy-onchain-no-channel-push; #134 policy-onchain-no-unknown-outputs")]
    [DataRow("05-htlc-success-own-B", "")]
    [DataRow("08-splice-A", "#81 policy-onchain-no-channel-push")]
    [DataRow("11-anchorspend-A", "#84 policy-onchain-no-channel-push")]
    public void OnlyPaymentsToStrangersNeedTheButton(string name, string refused)
    {
        ReplayResult result = Replay(Recordings.Named(name), isApproved: false, followsPayments: false);
        Assert.AreEqual(0, result.Different.Count);
        Assert.AreEqual(refused, string.Join("; ", result.Refused.Select(refusal => $"#{refusal.N} {refusal.Tag}")));
    }

    private static ReplayResult Replay(Transcript transcript, bool isApproved, bool followsPayments = true)
    {
        using TestSigner signer = new(transcript.SecretFile, isApproved, followsPayments);
        return TranscriptReplay.Run(transcript, transcript.Name, () => new NodeSession(signer.Client));
    }

    /// <summary>What the rules refuse: a second content at one number (12a), and revoking what was signed for the chain (07, where A cheats).</summary>
    internal static string Refusals(string name) => name switch
    {
        "12a-crash-after-sign-remote-before-reply-A" => "#254 policy-commitment-retry-same",
        "07-penalty-A" => "#108 policy-revoke-not-closed",
        _ => "",
    };

    /// <summary>
    /// The splice initiator's first request for each splice, and HTLCs on the peer's commitment: their signatures cover the whole transaction.
    /// </summary>
    internal static string Withheld(string name) => name switch
    {
        "08-splice-A" => "92 140",
        "03-unilateral-timeout-B" => "70 72",
        "05-htlc-success-own-A" => "99",
        _ => "",
    };
}
