using System.Text.Json.Nodes;
using Holdfast.Crypto;
using Holdfast.JitChannels;
using Holdfast.JitChannels.Book;
using Holdfast.JitChannels.Offers;
using Holdfast.JitChannels.Paths;

namespace Holdfast.HostUnit.JitChannels;

/// <summary>L13: requests for invoices in onion messages, an LSP that keeps them for peers who are away, and the answers.</summary>
[TestClass]
public sealed class OfferMailTests
{
    private static readonly byte[] s_payerSecret = Sha256.Hash("payer"u8.ToArray());
    private static readonly byte[] s_payerId = JitWorld.Curve.PublicKey(s_payerSecret);

    [TestMethod]
    public async Task ARequestIsAnsweredAlongThePathOfItsSender()
    {
        using JitWorld world = new();
        OrderRow order = await world.OfferAsync();
        OfferMail mail = Mail(world);
        Assert.IsTrue(mail.Take(Message(order, JitWorld.Request(order)), CancellationToken.None));
        await mail.Working;
        (ulong field, byte[] content) = Sent(world);
        Assert.AreEqual(OnionMessenger.InvoiceField, field);
        CollectionAssert.AreEqual(Bolt12Words.Read(Bolt12Words.Invoice, world.Book.InvoicesOf(order.Number).Single().Text), content);
    }

    [TestMethod]
    public async Task AWrongRequestIsToldWhatIsWrong()
    {
        using JitWorld world = new();
        OrderRow order = await world.OfferAsync();
        OfferMail mail = Mail(world);
        Assert.IsTrue(mail.Take(Message(order, JitWorld.Request(order, 1)), CancellationToken.None));
        await mail.Working;
        (ulong field, byte[] content) = Sent(world);
        Assert.AreEqual(OnionMessenger.ErrorField, field);
        StringAssert.Contains(TlvFields.Read(content).Text(5), "msat and nothing else");
        world.Device.IsAway = true;
        world.Calls.Clear();
        Assert.IsTrue(mail.Take(Message(order, JitWorld.Request(order)), CancellationToken.None));
        await mail.Working;
        StringAssert.Contains(TlvFields.Read(Sent(world).Content).Text(5), "try again later", "and no word about the device");
    }

    [TestMethod]
    public async Task WhatIsForOthersGoesOn()
    {
        using JitWorld world = new();
        OrderRow order = await world.OfferAsync();
        OfferMail mail = Mail(world);
        Assert.IsFalse(mail.Take(new JsonObject(), CancellationToken.None));
        Assert.IsFalse(mail.Take(Message(order with { PathSecret = new byte[32] }, [1]), CancellationToken.None));
        JsonObject silent = Message(order, JitWorld.Request(order));
        silent["onion_message"]!.AsObject().Remove("reply_blindedpath");
        Assert.IsTrue(mail.Take(silent, CancellationToken.None), "it is ours, and nobody waits for an answer");
        await world.Desk.ForgetAsync(order.Number, CancellationToken.None);
        Assert.IsFalse(mail.Take(Message(order, JitWorld.Request(order)), CancellationToken.None));
        Assert.AreEqual(0, world.Calls.Count);
    }

    /// <summary>The first version of LDK's pull request: the service keeps messages for registered peers who are away, and only for them, as long as they have an order.</summary>
    [TestMethod]
    public async Task MessagesWaitForAPeerWithAnOrder()
    {
        using JitWorld world = new();
        OrderRow first = await world.OfferAsync();
        OrderRow second = await world.OfferAsync();
        OfferMail mail = Mail(world);
        KeepingService service = new();
        service.Register(JitWorld.NodeId, first.Scid);
        service.Register(JitWorld.NodeId, second.Scid);
        service.Pass(s_payerId, Message(first, JitWorld.Request(first)));
        service.Pass(JitWorld.NodeId, Message(first, JitWorld.Request(first)));
        Assert.AreEqual(1, service.Kept, "only what is for a registered peer");
        service.Connect(JitWorld.NodeId, message => Assert.IsTrue(mail.Take(message, CancellationToken.None)));
        await mail.Working;
        Assert.AreEqual(OnionMessenger.InvoiceField, Sent(world).Field);
        Assert.AreEqual(0, service.Kept);

        service.Disconnect(JitWorld.NodeId);
        service.Deregister(JitWorld.NodeId, first.Scid);
        service.Pass(JitWorld.NodeId, Message(second, JitWorld.Request(second)));
        Assert.AreEqual(1, service.Kept, "another order of the same peer is left");
        service.Deregister(JitWorld.NodeId, second.Scid);
        Assert.AreEqual(0, service.Kept, "with the last order its messages go as well");
        service.Pass(JitWorld.NodeId, Message(second, JitWorld.Request(second)));
        Assert.AreEqual(0, service.Kept);
    }

    /// <summary>Our way to the sender's path, each hop opened by its own node.</summary>
    [TestMethod]
    public void TheWayToAPathTellsEachHopItsNext()
    {
        byte[][] secrets = [JitWorld.NodeSecret, FakeLsp.NodeSecret, Sha256.Hash([3])];
        byte[] first = JitWorld.Curve.PublicKey(secrets[2]);
        BlindedPath reply = PathBlinder.Blind(JitWorld.Curve, [first, s_payerId], [[4, 33, .. s_payerId], [6, 1, 9]]);
        BlindedPath whole = OnionMessenger.Joined([JitWorld.NodeId, FakeLsp.NodeId, first], reply);
        Assert.AreEqual(4, whole.Hops.Count);
        (byte[]? ours, byte[] key) = ReferenceCurve.Open(secrets[0], whole.PathKey, whole.Hops[0].Data);
        Assert.AreEqual("0421" + Hex(FakeLsp.NodeId), Hex(ours!));
        (byte[]? lsps, _) = ReferenceCurve.Open(secrets[1], key, whole.Hops[1].Data);
        Assert.AreEqual("0421" + Hex(first) + "0821" + Hex(reply.PathKey), Hex(lsps!), "the next hop reads with the key of the sender's path");
        (byte[]? next, key) = ReferenceCurve.Open(secrets[2], reply.PathKey, whole.Hops[2].Data);
        Assert.AreEqual("0421" + Hex(s_payerId), Hex(next!));
        Assert.AreEqual("060109", Hex(ReferenceCurve.Open(s_payerSecret, key, whole.Hops[3].Data).Plain!));
    }

    private static OfferMail Mail(JitWorld world) => new(world.Desk, new OnionMessenger(world.Node, JitWorld.NodeId), (_, line) => world.Log.Add(line));

    /// <summary>As the node's hook shows it.</summary>
    private static JsonObject Message(OrderRow order, byte[] request)
    {
        BlindedPath reply = PathBlinder.Blind(JitWorld.Curve, [s_payerId], [[6, 1, 9]]);
        return new JsonObject
        {
            ["onion_message"] = new JsonObject
            {
                ["pathsecret"] = Hex(order.PathSecret),
                ["invoice_request"] = Hex(request),
                ["reply_blindedpath"] = new JsonObject
                {
                    ["first_node_id"] = Hex(reply.First),
                    ["first_path_key"] = Hex(reply.PathKey),
                    ["hops"] = new JsonArray([.. reply.Hops.Select(hop => (JsonNode)new JsonObject { ["blinded_node_id"] = Hex(hop.NodeId), ["encrypted_recipient_data"] = Hex(hop.Data) })]),
                },
            },
        };
    }

    /// <summary>What the last hop of the onion gets beside the data of the path.</summary>
    private static (ulong Field, byte[] Content) Sent(JitWorld world)
    {
        JsonObject onion = world.Calls.Last(call => call.Method == "createonion").Parameters;
        Assert.AreEqual("injectonionmessage", world.Calls[^1].Method);
        byte[] sized = Convert.FromHexString(onion["hops"]!.AsArray()[^1]!["payload"]!.ToString());
        int prefix = sized[0] < 0xfd ? 1 : 3;
        TlvFields payload = TlvFields.Read(sized[prefix..]);
        ulong field = payload.Types.Single(type => type != 4);
        return (field, payload[field]!);
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    /// <summary>The service's side, as the first version of LDK's pull request had it.</summary>
    private sealed class KeepingService
    {
        private readonly Dictionary<string, HashSet<ulong>> _orders = [];
        private readonly Dictionary<string, Queue<JsonObject>> _kept = [];
        private readonly Dictionary<string, Action<JsonObject>> _connected = [];

        public int Kept => _kept.Values.Sum(queue => queue.Count);

        public void Register(byte[] peer, ulong order)
        {
            _orders.TryAdd(Hex(peer), []);
            _orders[Hex(peer)].Add(order);
        }

        public void Deregister(byte[] peer, ulong order)
        {
            _orders[Hex(peer)].Remove(order);
            if (_orders[Hex(peer)].Count == 0)
            {
                _orders.Remove(Hex(peer));
                _kept.Remove(Hex(peer));
            }
        }

        public void Pass(byte[] peer, JsonObject message)
        {
            if (_connected.TryGetValue(Hex(peer), out Action<JsonObject>? deliver))
            {
                deliver(message);
            }
            else if (_orders.ContainsKey(Hex(peer)))
            {
                _kept.TryAdd(Hex(peer), []);
                _kept[Hex(peer)].Enqueue(message);
            }
        }

        public void Connect(byte[] peer, Action<JsonObject> deliver)
        {
            _connected[Hex(peer)] = deliver;
            while (_kept.TryGetValue(Hex(peer), out Queue<JsonObject>? queue) && queue.TryDequeue(out JsonObject? message))
            {
                deliver(message);
            }
        }

        public void Disconnect(byte[] peer) => _connected.Remove(Hex(peer));
    }
}
