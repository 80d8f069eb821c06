using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.HostUnit.HeldPayments;
using Holdfast.JitChannels.Lsps;

namespace Holdfast.HostUnit.JitChannels;

/// <summary>L2: what may be in a menu, and why the rest is refused.</summary>
[TestClass]
public sealed class FeeMenuTests
{
    private readonly ManualTime _time = new();

    [TestMethod]
    public void AMenuIsRead()
    {
        IReadOnlyList<OpeningTerms> menu = Read(_ => { });
        Assert.AreEqual(2, menu.Count);
        Assert.AreEqual((2_000_000UL, 10_000U, 1_000UL, 10_000_000_000UL), (menu[0].MinFeeMsat, menu[0].Proportional, menu[0].MinSizeMsat, menu[0].MaxSizeMsat));
        Assert.AreEqual(_time.GetUtcNow() + TimeSpan.FromDays(1), menu[0].ValidUntil);
        Assert.AreEqual(0, FeeMenu.Read(JsonDocument.Parse("{\"opening_fee_params_menu\":[]}").RootElement, _time.GetUtcNow()).Count);
    }

    [TestMethod]
    [DataRow("min_fee_msat", "1", "is no amount in millisatoshi")]
    [DataRow("min_fee_msat", "\"01\"", "is no amount in millisatoshi")]
    [DataRow("min_fee_msat", "\"-1\"", "is no amount in millisatoshi")]
    [DataRow("min_fee_msat", "\"18446744073709551616\"", "is no amount in millisatoshi")]
    [DataRow("proportional", "\"1\"", "is no number of 32 bits")]
    [DataRow("proportional", "4294967296", "is no number of 32 bits")]
    [DataRow("proportional", "1.5", "is no number of 32 bits")]
    [DataRow("valid_until", "\"2026-01-02\"", "is no date")]
    [DataRow("valid_until", "\"2026-01-02T00:00:00+01:00\"", "is no date")]
    [DataRow("valid_until", "17", "is no date")]
    [DataRow("valid_until", "\"2025-12-31T23:59:59.999Z\"", "was valid only until 2025-12-31")]
    [DataRow("valid_until", "\"2026-01-01T00:00:00.000Z\"", "was valid only until 2026-01-01")]
    [DataRow("max_payment_size_msat", "\"999\"", "a least payment size above the largest")]
    [DataRow("promise", "17", "the promise in the LSP's menu is no string")]
    [DataRow("promise", "null", "the promise in the LSP's menu is no string")]
    [DataRow("promise", "\"a\\nb\"", "not printable ASCII")]
    [DataRow("promise", "\"a\\u0062\"", "not printable ASCII, or escapes")]
    [DataRow("promise", "\"\u00e9\"", "not printable ASCII")]
    [DataRow("promise", "\"\\ud800\"", "is no text")]
    public void AWrongFieldIsRefusedWithItsReason(string name, string value, string reason)
    {
        string text = Menu(entry => entry[name] = "PLACE").Replace("\"PLACE\"", value, StringComparison.Ordinal);
        LspRefusalException refusal = Assert.ThrowsException<LspRefusalException>(() => FeeMenu.Read(JsonDocument.Parse(text).RootElement, _time.GetUtcNow()));
        StringAssert.Contains(refusal.Message, reason);
    }

    [TestMethod]
    public void FieldsAreExactlyEight()
    {
        StringAssert.Contains(Refusal(entry => entry["ongoing_proportional"] = 1), "a field that is not known, ongoing_proportional");
        StringAssert.Contains(Refusal(entry => entry.Remove("min_lifetime")), "has no min_lifetime");
        string twice = Menu(_ => { }).Replace("\"proportional\":10000,", "\"proportional\":10000,\"proportional\":1,", StringComparison.Ordinal);
        StringAssert.Contains(Assert.ThrowsException<LspRefusalException>(() => FeeMenu.Read(JsonDocument.Parse(twice).RootElement, _time.GetUtcNow())).Message, "has proportional twice");
    }

    [TestMethod]
    public void APromiseHas512BytesAtMost()
    {
        Assert.AreEqual(2, Read(menu => menu[0]!["promise"] = new string('x', 512)).Count);
        StringAssert.Contains(Refusal(entry => entry["promise"] = new string('x', 513)), "513 bytes");
    }

    [TestMethod]
    public void FeesRise()
    {
        Assert.AreEqual(2, Read(menu => menu[1]!["min_fee_msat"] = "2000000").Count, "one of the two is dearer");
        foreach (Action<JsonArray> wrong in (Action<JsonArray>[])[menu => menu[1] = menu[0]!.DeepClone(), menu => menu[1]!["min_fee_msat"] = "1999999", menu => menu[1]!["proportional"] = 9_999])
        {
            StringAssert.Contains(Assert.ThrowsException<LspRefusalException>(() => Read(wrong)).Message, "not ordered by rising fee");
        }
    }

    [TestMethod]
    [DataRow("{}")]
    [DataRow("[]")]
    [DataRow("{\"opening_fee_params_menu\":{}}")]
    [DataRow("{\"opening_fee_params_menu\":[1]}")]
    public void SomethingElseIsNoMenu(string text) =>
        Assert.ThrowsException<LspRefusalException>(() => FeeMenu.Read(JsonDocument.Parse(text).RootElement, _time.GetUtcNow()));

    /// <summary>LDK's own promise for these terms, so that this LSP accepts exactly what LDK's would.</summary>
    [TestMethod]
    public void ThePromiseOfOurLspIsLdks()
    {
        JsonObject entry = new()
        {
            ["min_fee_msat"] = "100", ["proportional"] = 21, ["valid_until"] = "2035-05-20T08:30:45Z", ["min_lifetime"] = 144, ["max_client_to_self_delay"] = 128,
            ["min_payment_size_msat"] = "1", ["max_payment_size_msat"] = "100000000",
        };
        byte[] client = Convert.FromHexString(LdkClient);
        Assert.AreEqual("ae2e31e3b2d43e378413f925f7111b1e8090a3b11dc5b48a065e138e915d2932", FakeLsp.PromiseOf([.. Enumerable.Repeat((byte)1, 32)], client, entry));
    }

    private const string LdkClient = "02b98a7fb8cc007048625b6446ad49a1b3a722df8c1ca975b87160023e14d19097";

    private string Refusal(Action<JsonObject> change) =>
        Assert.ThrowsException<LspRefusalException>(() => Read(menu => change((JsonObject)menu[0]!))).Message;

    private IReadOnlyList<OpeningTerms> Read(Action<JsonArray> change)
    {
        FakeLsp lsp = new(new byte[33], _time);
        JsonArray menu = [(JsonNode)lsp.Entry(2_000_000, 10_000), (JsonNode)lsp.Entry(4_000_000, 20_000)];
        change(menu);
        return FeeMenu.Read(JsonDocument.Parse(new JsonObject { ["opening_fee_params_menu"] = menu }.ToJsonString()).RootElement, _time.GetUtcNow());
    }

    private string Menu(Action<JsonObject> change)
    {
        JsonObject entry = new FakeLsp(new byte[33], _time).Entry(2_000_000, 10_000);
        change(entry);
        return new JsonObject { ["opening_fee_params_menu"] = new JsonArray((JsonNode)entry) }.ToJsonString();
    }
}
