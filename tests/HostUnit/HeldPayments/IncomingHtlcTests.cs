using System.Text.Json.Nodes;
using Holdfast.HeldPayments;

namespace Holdfast.HostUnit.HeldPayments;

/// <summary>What lightningd says of an HTLC, as v26.06.6 wrote it on regtest (with the onion cut short), and with what a sender can choose.</summary>
[TestClass]
public sealed class IncomingHtlcTests
{
    private const string Final = """
        {"peer_id":"035d7dca8f5696064813c1d2b92145191b52c67150d7fe50f35c8b2958f7205e14",
        "onion":{"payload":"2d0203b71b000401b508233ac57faf82dafb5e39770814511baf96358f606643c5ce95ad82cac36ef6cb28b71b00","type":"tlv","forward_msat":12000000,
        "outgoing_cltv_value":181,"total_msat":12000000,"payment_secret":"3ac57faf82dafb5e39770814511baf96358f606643c5ce95ad82cac36ef6cb28",
        "next_onion":"00021659","shared_secret":"5789eb5553b4d4303a176e449d07fd89eb618f0d4a7cc6078ea3d3dc4fe98a6b"},
        "htlc":{"short_channel_id":"103x1x0","id":10,"amount_msat":12000000,"cltv_expiry":187,"cltv_expiry_relative":73,
        "payment_hash":"8b4984c7091cdd84fcd68b4c7bad90f102ebf67deda89af91965ab02c6e8a1b9"}}
        """;

    private const string Forward = """
        {"peer_id":"035d7dca8f5696064813c1d2b92145191b52c67150d7fe50f35c8b2958f7205e14",
        "onion":{"payload":"1202030f4240040183060800006d0000010000","type":"tlv","short_channel_id":"109x1x0","forward_msat":1000000,"outgoing_cltv_value":131,
        "next_onion":"0002fb53","shared_secret":"29997f249acf1e43970f585dbfc5d395279d98390a8b6fc244c40e4b38dbefe0"},
        "forward_to":"641ea15dd7da270036db401da7b966a43468791564b891a46eb5cc917170ead5",
        "htlc":{"short_channel_id":"103x1x0","id":11,"amount_msat":1000011,"cltv_expiry":137,"cltv_expiry_relative":23,
        "payment_hash":"b474541c5266fd2bdb92add8fab2e828abb7c63d82e167d34ea1f1319d37b9cf"}}
        """;

    [TestMethod]
    public void APaymentToThisNodeIsRead()
    {
        IncomingHtlc htlc = Parsed(Final)!;
        Assert.AreEqual(new HtlcName("103x1x0", 10), htlc.Name);
        Assert.AreEqual("8b4984c7091cdd84fcd68b4c7bad90f102ebf67deda89af91965ab02c6e8a1b9", Convert.ToHexStringLower(htlc.PaymentHash));
        Assert.AreEqual("3ac57faf82dafb5e39770814511baf96358f606643c5ce95ad82cac36ef6cb28", Convert.ToHexStringLower(htlc.PaymentSecret!));
        Assert.IsTrue(htlc is { AmountMsat: 12_000_000, TotalMsat: 12_000_000, Expiry: 187, Height: 114, IsForwarded: false });
    }

    [TestMethod]
    public void AForwardIsRead()
    {
        Assert.IsTrue(Parsed(Forward) is { AmountMsat: 1_000_011, TotalMsat: null, PaymentSecret: null, Expiry: 137, Height: 114, IsForwarded: true });
        Assert.IsTrue(Parsed(Forward.Replace("\"short_channel_id\":\"109x1x0\",", "", StringComparison.Ordinal))!.IsForwarded, "by its channel alone");
    }

    /// <summary>An onion that lightningd cannot read has no type and no total; and no field is another's.</summary>
    [TestMethod]
    [DataRow("\"total_msat\":12000000,", "")]
    [DataRow("\"total_msat\":12000000,", "\"total_msat\":18446744073709551615,")]
    [DataRow("\"total_msat\":12000000,", "\"total_msat\":-1,")]
    [DataRow("\"total_msat\":12000000,", "\"total_msat\":[],")]
    public void ATotalThatIsNoneIsNoTotal(string field, string instead) => Assert.IsNull(Parsed(Final.Replace(field, instead, StringComparison.Ordinal))!.TotalMsat);

    [TestMethod]
    [DataRow("\"id\":10,", "")]
    [DataRow("\"id\":10,", "\"id\":-1,")]
    [DataRow("\"amount_msat\":12000000,", "\"amount_msat\":18446744073709551616,")]
    [DataRow("\"cltv_expiry\":187,", "\"cltv_expiry\":4294967296,")]
    [DataRow("\"cltv_expiry_relative\":73,", "")]
    [DataRow("8b4984c7", "8b4984")]
    [DataRow("8b4984c7", "8b4984zz")]
    [DataRow("\"htlc\":{", "\"htlc\":{},\"other\":{")]
    public void WhatIsNoHtlcIsNone(string field, string instead) => Assert.IsNull(Parsed(Final.Replace(field, instead, StringComparison.Ordinal)));

    /// <summary>lightningd computes the distance to an expiry, which the sender chooses, with 32 bits: no expiry moves the height.</summary>
    [TestMethod]
    [DataRow(1_080U, 80L)]
    [DataRow(uint.MaxValue, -1_001L)]
    [DataRow(0x8000_0005U, 2_147_482_653L)]
    [DataRow(5U, -995L)]
    public void NoExpiryMovesTheHeight(uint expiry, long relative)
    {
        JsonObject payload = HeldWorld.Payload(
            new() { PaymentHash = new byte[32], Bolt11 = "", AmountMsat = 0, PaymentSecret = new byte[32], IsOfVault = true, ExpiresAt = 0, FinalDelta = 0, Created = default }, 0, 1, 1, expiry);
        payload["htlc"]!["cltv_expiry_relative"] = relative;
        Assert.AreEqual(HeldWorld.Height, IncomingHtlc.Parse(payload)!.Height);
    }

    private static IncomingHtlc? Parsed(string payload) => IncomingHtlc.Parse(JsonNode.Parse(payload));
}
