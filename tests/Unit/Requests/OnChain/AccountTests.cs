using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>One transaction has one account: thefts that ask for its signatures one by one, each time with another story about the other inputs.</summary>
[TestClass]
public class AccountTests
{
    private const string NotExact = "holdfast-onchain-account";
    private const string Fee = "policy-onchain-fee-range";
    private const ulong CoinSat = 1500000;

    [TestMethod]
    public void FourRequestsDoNotEmptyTheWallet()
    {
        // Each request calls another input the holder's and the rest somebody else's; each sees its own coin come back.
        TestDevice device = TestDevice.Ready(0x11);
        WalletInputKind[] kinds = { WalletInputKind.P2tr, WalletInputKind.P2wpkh, WalletInputKind.P2tr, WalletInputKind.P2shP2wpkh };
        for (int ours = 0; ours < 4; ours++)
        {
            WalletInputFields[] inputs = new WalletInputFields[4];
            for (int i = 0; i < 4; i++)
            {
                inputs[i] = TestCoin.Ours(kinds[i], (byte)(20 + i), CoinSat);
                inputs[i] = i == ours ? inputs[i] : TestCoin.As(WalletInputKind.Foreign, inputs[i]);
            }

            SignWalletInputs theft = TestCoin.Spend(inputs,
                new WalletOutputFields[] { TestCoin.Home(CoinSat - 300), TestCoin.Stranger(3 * CoinSat) });
            device.Refuses(NotExact, theft.Encode());
        }

        // The owner would have been told of each coin in full, whatever seems to come back.
        Assert.IsTrue(device.Button.LastQuestion.Contains("1500000 sat"));
    }

    [TestMethod]
    public void InputsOfOthersWithoutAChannelNeedTheButtonForAllOfOurs()
    {
        TestDevice device = TestDevice.Ready(0x11);
        WalletInputFields theirs = TestCoin.Proven(WalletInputKind.Foreign, 9, 70000000, TestDevice.Fill(22, 4));
        SignWalletInputs shared = TestCoin.Spend(
            new WalletInputFields[] { theirs, TestCoin.Ours(WalletInputKind.P2tr, 8, CoinSat) },
            new WalletOutputFields[] { TestCoin.Home(CoinSat - 300), TestCoin.Stranger(69990000) });
        device.Refuses(NotExact, shared.Encode());
        device.Button.Presses = true;
        SignWalletInputsReply reply = SignWalletInputsReply.Decode(device.Body(shared.Encode()));
        Assert.AreEqual(1, reply.Signatures.Length);
        Assert.AreEqual(1, (int)reply.Signatures[0].InputIndex);
        Assert.IsTrue(device.Button.LastQuestion.Contains("1500000 sat"));
    }

    [TestMethod]
    public void AMisstatedAmountDoesNotBurnTheDifference()
    {
        // BIP 143 signs only the own amount: one request lies about the second coin, another about the first, and both signatures are good.
        TestDevice device = TestDevice.Ready(0x11);
        WalletInputFields first = TestCoin.Ours(WalletInputKind.P2wpkh, 1, CoinSat);
        WalletInputFields second = TestCoin.Ours(WalletInputKind.P2wpkh, 2, CoinSat);
        WalletOutputFields[] outputs = { TestCoin.Home(CoinSat) };
        device.Refuses(Fee, TestCoin.Spend(new WalletInputFields[] { first, second }, outputs).Encode());

        WalletInputFields lie = TestCoin.As(WalletInputKind.P2wpkh, second);
        lie.Sat = 1000;
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, TestCoin.Spend(new WalletInputFields[] { first, lie }, outputs).Encode());
        lie.Previous = new byte[0];
        device.Refuses(NotExact, TestCoin.Spend(new WalletInputFields[] { first, lie }, outputs).Encode());
        lie.Kind = WalletInputKind.P2tr;
        device.Refuses(NotExact, TestCoin.Spend(new WalletInputFields[] { first, lie }, outputs).Encode());
        Assert.IsTrue(device.Button.LastQuestion.Contains("1501000 sat"));
    }

    [TestMethod]
    public void ACoinDoesNotHideAsAnAnchor()
    {
        TestDevice device = TestDevice.Ready(0x11);
        WalletInputFields first = TestCoin.Ours(WalletInputKind.P2wpkh, 1, CoinSat);
        WalletInputFields second = TestCoin.Ours(WalletInputKind.P2wpkh, 2, CoinSat);
        WalletOutputFields[] outputs = { TestCoin.Home(CoinSat - 300) };
        byte[] peer = NodeKeysReply.Decode(TestDevice.Ready(0x22).Body(new NodeKeys().Encode())).NodeId;

        // As the last input nothing proves an anchor, so no other place may be an unproven one.
        device.Body(TestCoin.Spend(new WalletInputFields[] { first, Anchor(second, peer) }, outputs).Encode());
        device.Refuses(NotExact, TestCoin.Spend(new WalletInputFields[] { Anchor(first, peer), second }, outputs).Encode());
        WalletInputFields htlc = TestCoin.As(WalletInputKind.HolderHtlc, first);
        htlc.Previous = new byte[0];
        htlc.Peer = peer;
        device.Refuses(NotExact, TestCoin.Spend(new WalletInputFields[] { htlc, second }, outputs).Encode());

        // An anchor holds 330 sat, and money goes home beside it.
        WalletInputFields rich = Anchor(second, peer);
        rich.Sat = 331;
        device.Refuses(NotExact, TestCoin.Spend(new WalletInputFields[] { first, rich }, outputs).Encode());
        outputs = new WalletOutputFields[] { TestCoin.Home(CoinSat - 30300), TestCoin.Stranger(30000) };
        device.Refuses(NotExact, TestCoin.Spend(new WalletInputFields[] { first, Anchor(second, peer) }, outputs).Encode());
    }

    [TestMethod]
    public void DustMakesNoRoomForFees()
    {
        // A hundred coins of 330 sat that a thief sent the holder: they may be burned, but nothing beside them.
        TestDevice device = TestDevice.Ready(0x11);
        WalletInputFields[] inputs = new WalletInputFields[30];
        inputs[0] = TestCoin.Ours(WalletInputKind.P2tr, 1, CoinSat);
        for (int i = 1; i < inputs.Length; i++)
        {
            inputs[i] = TestCoin.Ours(WalletInputKind.P2tr, (byte)(i + 1), 330);
        }

        // 77,000 sat for the frame and the large input, and the dust itself.
        ulong dustSat = 29 * 330;
        device.Body(TestCoin.Spend(inputs, new WalletOutputFields[] { TestCoin.Home(CoinSat - 77000) }).Encode());
        device.Refuses(Fee, TestCoin.Spend(inputs, new WalletOutputFields[] { TestCoin.Home(CoinSat - 77001) }).Encode());
        Assert.IsTrue(device.Button.LastQuestion.Contains((77001 + dustSat).ToString() + " sat"));
    }

    [TestMethod]
    public void AFundingHasOneSplitBetweenOursAndTheirs()
    {
        // Two coins of the holder fund a channel of 1,000,000; 1,999,400 go to a thief. Each coin alone would pay for channel and change.
        WalletInputFields first = TestCoin.Ours(WalletInputKind.P2wpkh, 1, CoinSat);
        WalletInputFields second = TestCoin.Ours(WalletInputKind.P2tr, 2, CoinSat);
        TestPair pair = FundedPair(new WalletInputFields[] { first, second }, 1499400, out WalletOutputFields[] outputs);
        SignWalletInputs one = TestCoin.Spend(new WalletInputFields[] { first, TestCoin.As(WalletInputKind.Foreign, second) }, outputs);
        SignWalletInputs other = TestCoin.Spend(new WalletInputFields[] { TestCoin.As(WalletInputKind.Foreign, first), second }, outputs);
        Assert.AreEqual(2, pair.Ours.CommitsOf(one.Encode()), "its fee and its account");
        Assert.AreEqual(0, pair.Ours.CommitsOf(one.Encode()));
        Assert.AreEqual(0, pair.Ours.Button.Questions);

        pair.Ours.Refuses(NotExact, other.Encode());
        SignWalletInputs both = TestCoin.Spend(new WalletInputFields[] { first, second }, outputs);
        pair.Ours.Refuses(NotExact, both.Encode());
        pair.Ours.Restart();
        pair.Ours.Refuses(NotExact, other.Encode());
        Assert.AreEqual(0, pair.Ours.CommitsOf(one.Encode()));

        // Nor when the channel is locked or forgotten: then nothing counts as coming back.
        LockOutpoint forced = pair.Lock(true, 1);
        forced.Txid = TestCoin.TxidOf(one.Inputs, outputs, true);
        pair.Ours.Body(forced.Encode());
        pair.Ours.Refuses(NotExact, other.Encode());
        ForgetChannel forget = new ForgetChannel();
        forget.ChannelId = pair.ChannelId(true);
        pair.Ours.Ask(forget.Encode());
        pair.Ours.Refuses(NotExact, other.Encode());
    }

    [TestMethod]
    public void OurShareOfAFundingIsNoGift()
    {
        // The transaction pays 600 sat to miners; what else the holder leaves would go to the other side.
        WalletInputFields ours = TestCoin.Ours(WalletInputKind.P2wpkh, 1, CoinSat);
        WalletInputFields theirs = TestCoin.Proven(WalletInputKind.Foreign, 2, CoinSat, TestDevice.Fill(22, 0));
        theirs.Script[1] = 20;
        theirs = TestCoin.Proven(WalletInputKind.Foreign, 2, CoinSat, theirs.Script);
        WalletInputFields[] inputs = { ours, theirs };
        TestPair pair = FundedPair(inputs, CoinSat, out WalletOutputFields[] outputs);
        pair.Ours.Body(TestCoin.Spend(inputs, outputs).Encode());
        Assert.AreEqual(0, pair.Ours.Button.Questions);

        pair = FundedPair(inputs, CoinSat + 1, out outputs);
        pair.Ours.Refuses(Fee, TestCoin.Spend(inputs, outputs).Encode());
        Assert.IsTrue(pair.Ours.Button.LastQuestion.Contains("Pay 600 sat"));
    }

    [TestMethod]
    public void ALegacyInputOfOthersCannotChangeTheTxidOfAFunding()
    {
        WalletInputFields ours = TestCoin.Ours(WalletInputKind.P2wpkh, 1, CoinSat);
        WalletInputFields legacy = TestCoin.Proven(WalletInputKind.Foreign, 2, CoinSat, TestDevice.Fill(25, 0x76));
        WalletInputFields[] inputs = { ours, legacy };
        TestPair pair = FundedPair(inputs, CoinSat, out WalletOutputFields[] outputs);
        pair.Ours.Refuses(NotExact, TestCoin.Spend(inputs, outputs).Encode());

        // Not on the host's word either.
        byte[] native = TestDevice.Fill(22, 0);
        native[1] = 20;
        legacy.Script = native;
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, TestCoin.Spend(inputs, outputs).Encode());
        legacy.Previous = new byte[0];
        pair.Ours.Refuses(NotExact, TestCoin.Spend(inputs, outputs).Encode());
    }

    [TestMethod]
    public void AWrappedInputIsPartOfTheTxidOfAFunding()
    {
        WalletInputFields wrapped = TestCoin.Ours(WalletInputKind.P2shP2wpkh, 1, CoinSat);
        WalletInputFields[] inputs = { wrapped };
        TestPair pair = FundedPair(inputs, 0, out WalletOutputFields[] outputs);
        pair.Ours.Body(TestCoin.Spend(inputs, outputs).Encode());

        // Called P2WPKH it has the same signature and another txid, the one that never exists.
        WalletInputFields bare = TestCoin.As(WalletInputKind.P2wpkh, wrapped);
        inputs = new WalletInputFields[] { bare };
        pair = FundedPair(inputs, 0, out outputs);
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, TestCoin.Spend(inputs, outputs).Encode());
        bare.Previous = new byte[0];
        pair.Ours.Refuses(NotExact, TestCoin.Spend(inputs, outputs).Encode());
    }

    [TestMethod]
    public void AForceCloseUnderHighFeesNeedsNoOwner()
    {
        // The anchor pays for its parent: 386 and 280 for frame and coin, the anchor itself, and the commitment with its witness.
        TestPair pair = TestPair.Used();
        WalletInputFields coin = TestCoin.Ours(WalletInputKind.P2wpkh, 1, CoinSat);
        WalletInputFields anchor = AnchorOf(pair, Commitment(pair, true, 2).Serialize());
        ulong withoutParentSat = (386 + 280) * 125 + 330;
        ulong parentSat = ((ulong)(4 * anchor.Previous.Length) + 224) * 125;
        SignWalletInputs spend = TestCoin.Spend(new WalletInputFields[] { coin, anchor },
            new WalletOutputFields[] { TestCoin.Home(CoinSat + 330 - withoutParentSat - parentSat) });

        // Not before the holder's signature of the commitment is out.
        pair.Ours.Refuses(Fee, spend.Encode());
        pair.Ours.Body(pair.Close(true, 1, 2).Encode());
        Assert.AreEqual(2, SignWalletInputsReply.Decode(pair.Ours.Body(spend.Encode())).Signatures.Length);
        spend.Outputs[0].Sat--;
        pair.Ours.Button.Clock.NowMs += 3600000;
        pair.Ours.Refuses(Fee, spend.Encode());
        spend.Outputs[0].Sat++;

        // Nor for a parent that is not shown, or is no commitment of the holder.
        anchor.Previous = new byte[0];
        pair.Ours.Button.Clock.NowMs += 3600000;
        pair.Ours.Refuses(Fee, spend.Encode());
        spend.Outputs[0].Sat += parentSat;
        pair.Ours.Body(spend.Encode());
    }

    [TestMethod]
    public void AForceCloseOfThePeerUnderHighFeesNeedsNoOwner()
    {
        // The peer published its commitment and does not care when it confirms; payments in it have to be taken back in time.
        TestPair pair = TestPair.Used();
        WalletInputFields coin = TestCoin.Ours(WalletInputKind.P2wpkh, 1, CoinSat);
        WalletInputFields anchor = AnchorOf(pair, Commitment(pair, false, 2).Serialize());
        ulong parentSat = ((ulong)(4 * anchor.Previous.Length) + 224) * 125;
        SignWalletInputs spend = TestCoin.Spend(new WalletInputFields[] { coin, anchor },
            new WalletOutputFields[] { TestCoin.Home(CoinSat + 330 - (386 + 280) * 125 - 330 - parentSat) });
        pair.Ours.Body(spend.Encode());
        spend.Outputs[0].Sat--;
        pair.Ours.Refuses(Fee, spend.Encode());
        spend.Outputs[0].Sat++;

        // A splice may be large and pay the holder's anchor as well.
        SignSplice sign = TestSplice.NewSplice(pair, 200000);
        WalletOutputFields bait = TestCoin.Stranger(330);
        bait.Script = Scripts.PayToWitnessScript(Scripts.Anchor(pair.OurKeys.FundingPoint));
        sign.Outputs = new WalletOutputFields[] { sign.Outputs[0], sign.Outputs[1], bait };
        TestSplice.SetUpSplice(pair, sign);
        WalletInputFields baited = AnchorOf(pair, TestSplice.TransactionOf(sign).Serialize());
        parentSat = ((ulong)(4 * baited.Previous.Length) + 224) * 125;
        spend.Inputs = new WalletInputFields[] { coin, baited };
        spend.Outputs[0].Sat = CoinSat + 330 - (386 + 280) * 125 - 330 - parentSat;
        pair.Ours.Button.Clock.NowMs += 3600000;
        pair.Ours.Refuses(Fee, spend.Encode());

        // Nor does what spends something else.
        spend.Inputs = new WalletInputFields[] { coin, anchor };
        anchor.Previous = Commitment(pair, false, 2).Serialize();
        anchor.Previous[5]++;
        anchor.Txid = Sha256.HashTwice(anchor.Previous);
        pair.Ours.Button.Clock.NowMs += 3600000;
        pair.Ours.Refuses(Fee, spend.Encode());
    }

    [TestMethod]
    public void TheSuccessorThatIsSignedForTheChainMayBeBroughtToConfirmToo()
    {
        TestPair pair = TestPair.Used();
        pair.Exchange(1, 3, pair.Content(0));
        pair.Ours.Body(pair.Close(true, 1, 2).Encode());
        WalletInputFields coin = TestCoin.Ours(WalletInputKind.P2wpkh, 1, CoinSat);
        WalletInputFields anchor = AnchorOf(pair, Commitment(pair, true, 3).Serialize());
        ulong parentSat = ((ulong)(4 * anchor.Previous.Length) + 224) * 125;
        SignWalletInputs spend = TestCoin.Spend(new WalletInputFields[] { coin, anchor },
            new WalletOutputFields[] { TestCoin.Home(CoinSat + 330 - (386 + 280) * 125 - 330 - parentSat) });
        pair.Ours.Refuses(Fee, spend.Encode());
        pair.Ours.Body(pair.Close(true, 1, 3).Encode());
        pair.Ours.Button.Clock.NowMs += 3600000;
        pair.Ours.Body(spend.Encode());
    }

    [TestMethod]
    public void TheFeeOfAnHtlcTransactionGoesToNobodyElse()
    {
        TestPair pair = TestPair.Used();
        CommitmentKeys keys = CommitmentKeys.Derive(
            Secp256k1.Software(), pair.Point(true, 2), Points(pair.OurKeys), Points(pair.TheirKeys));
        byte[] delayed = Scripts.PayToWitnessScript(Scripts.ToLocal(keys.Revocation, 6, keys.BroadcasterDelayed));
        WalletInputFields htlc = TestCoin.Unproven(WalletInputKind.HolderHtlc, 5, 50000, TestDevice.Fill(34, 1));
        htlc.Peer = pair.TheirNode;
        htlc.Dbid = pair.Dbid;
        WalletOutputFields ours = TestCoin.Stranger(50000);
        ours.Script = delayed;
        WalletInputFields coin = TestCoin.Ours(WalletInputKind.P2tr, 1, CoinSat);

        // 386 for the frame, 230 for the coin, 706 for the HTLC transaction.
        ulong feeSat = (386 + 230 + 706) * 125;
        SignWalletInputs spend = TestCoin.Spend(
            new WalletInputFields[] { htlc, coin }, new WalletOutputFields[] { ours, TestCoin.Home(CoinSat - feeSat) });
        spend.Purpose = WalletPurpose.HtlcFee;
        Assert.AreEqual(1, SignWalletInputsReply.Decode(pair.Ours.Body(spend.Encode())).Signatures.Length);
        spend.Outputs[1].Sat--;
        pair.Ours.Refuses(Fee, spend.Encode());
        spend.Outputs[1].Sat = CoinSat - feeSat;

        // No other output takes a share of it, and the delayed output is that of the same channel.
        spend.Outputs = new WalletOutputFields[] { ours, TestCoin.Home(CoinSat - feeSat), TestCoin.Stranger(1000) };
        pair.Ours.Button.Clock.NowMs += 3600000;
        pair.Ours.Refuses(NotExact, spend.Encode());
        spend.Outputs = new WalletOutputFields[] { TestCoin.Stranger(50000), TestCoin.Home(CoinSat - feeSat) };
        pair.Ours.Button.Clock.NowMs += 3600000;
        pair.Ours.Refuses(NotExact, spend.Encode());
        spend.Outputs[0] = ours;
        htlc.Dbid = 2;
        pair.Ours.Button.Clock.NowMs += 3600000;
        pair.Ours.Refuses(NotExact, spend.Encode());
        htlc.Dbid = pair.Dbid;
        spend.Inputs = new WalletInputFields[] { coin, htlc };
        pair.Ours.Button.Clock.NowMs += 3600000;
        pair.Ours.Refuses(NotExact, spend.Encode());
    }

    /// <summary>
    /// A pair whose channel of 1,000,000 sat is funded by these inputs, validated on both sides and not signed; beside it <paramref name="strangerSat"/>
    /// for a stranger, and change to wallet key 3, so that one coin of the holder loses a fee of 600.
    /// </summary>
    public static TestPair FundedPair(WalletInputFields[] inputs, ulong strangerSat, out WalletOutputFields[] outputs)
    {
        return FundedPair(inputs, strangerSat, 0, out outputs);
    }

    internal static TestPair FundedPair(WalletInputFields[] inputs, ulong strangerSat, ulong pushMsat, out WalletOutputFields[] outputs)
    {
        TestPair pair = new TestPair();
        pair.PushMsat = pushMsat;
        WalletOutputFields channel = TestCoin.Stranger(TestPair.ValueSat);
        channel.Script = Scripts.PayToWitnessScript(Scripts.Funding(pair.OurKeys.FundingPoint, pair.TheirKeys.FundingPoint));
        WalletOutputFields home = TestCoin.Home(CoinSat - TestPair.ValueSat - 600);
        outputs = strangerSat == 0
            ? new WalletOutputFields[] { channel, home }
            : new WalletOutputFields[] { channel, home, TestCoin.Stranger(strangerSat) };

        CommitTo(pair, TestCoin.TxidOf(inputs, outputs, true));
        return pair;
    }

    // Set up, and the commitments of both sides.
    internal static void CommitTo(TestPair pair, byte[] txid)
    {
        for (int side = 0; side < 2; side++)
        {
            SetupChannel setup = pair.Setup(side == 0, 1);
            setup.FundingTxid = txid;
            pair.Device(side == 0).Body(setup.Encode());
        }

        TestContent content = pair.Content(0);
        for (int side = 0; side < 2; side++)
        {
            SignCounterpartyCommitment sign = pair.Sign(side == 1, 1, 0, content);
            sign.FundingPrefix = new ByteReader(txid).U32();
            SignCounterpartyCommitmentReply signed = SignCounterpartyCommitmentReply.Decode(pair.Device(side == 1).Body(sign.Encode()));
            ValidateHolderCommitment validate = pair.Validate(side == 0, 1, 0, content, signed);
            validate.FundingPrefix = sign.FundingPrefix;
            pair.Device(side == 0).Body(validate.Encode());
        }
    }

    internal static CommitmentTransaction Commitment(TestPair pair, bool ours, ulong number)
    {
        TestContent content = pair.Content(0);
        ChannelKeysReply broadcaster = ours ? pair.OurKeys : pair.TheirKeys;
        ChannelKeysReply countersignatory = ours ? pair.TheirKeys : pair.OurKeys;
        CommitmentParameters numbers = new CommitmentParameters();
        numbers.FundingTxid = TestPair.Txid(1);
        numbers.FundingVout = 0;
        numbers.FundingSat = TestPair.ValueSat;
        numbers.NumberMask = CommitmentParameters.MaskOf(pair.OurKeys.Basepoints.Payment, pair.TheirKeys.Basepoints.Payment);
        numbers.Content = new CommitmentFields();
        numbers.Content.Number = number;
        numbers.Type = ChannelType.AnchorsZeroFeeHtlc;
        numbers.Content.Htlcs = new Htlc[0];
        numbers.Content.FeeratePerKw = content.FeeratePerKw;
        numbers.BroadcasterFundingKey = broadcaster.FundingPoint;
        numbers.CountersignatoryFundingKey = countersignatory.FundingPoint;
        numbers.Keys = CommitmentKeys.Derive(Secp256k1.Software(), pair.Point(ours, number), Points(broadcaster), Points(countersignatory));
        numbers.ToSelfDelayBlocks = ours ? 6 : 144;
        numbers.Content.ToHolderSat = ours ? content.OurSat : content.TheirSat;
        numbers.Content.ToCounterpartySat = ours ? content.TheirSat : content.OurSat;
        numbers.HolderBroadcasts = true;
        return new CommitmentTransaction(numbers);
    }

    // The holder's anchor among the first outputs of a transaction, which is shown.
    private static WalletInputFields AnchorOf(TestPair pair, byte[] parent)
    {
        WalletInputFields anchor = TestCoin.Unproven(WalletInputKind.HolderAnchor, 0, 330, null!);
        anchor.Txid = Sha256.HashTwice(parent);
        anchor.Vout = 0;
        anchor.Previous = parent;
        byte[] script = Scripts.PayToWitnessScript(Scripts.Anchor(pair.OurKeys.FundingPoint));
        PreviousTransaction transaction = new PreviousTransaction(parent, anchor.Txid);
        while (!Check.Same(script, transaction.OutputAt(anchor.Vout).Script))
        {
            anchor.Vout++;
        }

        anchor.Peer = pair.TheirNode;
        anchor.Dbid = pair.Dbid;
        return anchor;
    }

    private static Basepoints Points(ChannelKeysReply keys)
    {
        return new Basepoints(keys.Basepoints.Revocation, keys.Basepoints.Payment, keys.Basepoints.Htlc, keys.Basepoints.Delayed);
    }

    private static WalletInputFields Anchor(WalletInputFields coin, byte[] peer)
    {
        WalletInputFields anchor = TestCoin.As(WalletInputKind.HolderAnchor, coin);
        anchor.Previous = new byte[0];
        anchor.Sat = 330;
        anchor.Peer = peer;
        anchor.Dbid = 1;
        return anchor;
    }
}
