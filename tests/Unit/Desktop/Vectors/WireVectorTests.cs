using System.Reflection;
using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Desktop.Vectors;

/// <summary>
/// tests/Vectors/wire.txt holds every message of the wire; PROTOCOL.md alone, the classes of firmware/Protocol and the file give the same bytes.
/// </summary>
[TestClass]
public class WireVectorTests
{
    private const string Name = "wire.txt";

    /// <summary>Every class with an Encode and a Decode is a message or a reply of the table; whoever adds one adds its row, and the file gets its lines.</summary>
    [TestMethod]
    public void TheTableHasEveryMessage()
    {
        string[] classes = [.. typeof(MessageId).Assembly.GetTypes().Where(type => type.GetMethod("Decode", [typeof(ByteReader)]) != null).Select(type => type.Name).Order()];
        string[] rows = [.. WireTable.Messages.SelectMany(row => new[] { row.Name, row.Name + "Reply" }).Order()];
        CollectionAssert.AreEqual(classes, rows);
        CollectionAssert.AreEqual(Enum.GetValues<MessageId>(), WireTable.Messages.Select(row => row.Id).ToArray());
    }

    [TestMethod]
    public void TheFileHoldsEveryMessage()
    {
        PinnedFile file = new(Name, "Every message of PROTOCOL.md as bytes: kind, name/variant, hexadecimal bytes, and the fields by their names.",
            "request: with its id, as a handler sees it, before the seal or the veil.  reply: the fields, without status, receipt and seal.",
            "envelope, failure: whole replies before the seal.  frame: as it travels on the line.  handshake: README.md in this folder explains its lines.");
        file.Version("protocol", ProtocolLimits.Version);
        foreach ((MessageId id, string name, WireField[] request, WireField[] reply) in WireTable.Messages)
        {
            foreach ((string key, object message, WireField[] fields) in Messages(name, request))
            {
                byte[] bytes = Encode(message);
                CollectionAssert.AreEqual((byte[])[(byte)id, .. WireWriter.Bytes(fields, message)], bytes, key + " as PROTOCOL.md has it");
                file.Add("request", key, bytes, WireWriter.Words(fields, message));
            }

            foreach ((string key, object message, WireField[] fields) in Messages(name + "Reply", reply))
            {
                byte[] bytes = Encode(message);
                CollectionAssert.AreEqual(WireWriter.Bytes(fields, message), bytes, key + " as PROTOCOL.md has it");
                file.Add("reply", key, bytes, WireWriter.Words(fields, message));
            }
        }

        AddEnvelopes(file);
        AddFrames(file);
        HandshakeVector.AddTo(file);
        file.Require();
    }

    [TestMethod]
    public void EveryLineOfTheFileIsReadAndWrittenAgain()
    {
        foreach (string[] line in PinnedFile.Read(Name).Where(line => line[0] is "request" or "reply"))
        {
            string name = line[1].Split('/')[0];
            (_, _, WireField[] request, WireField[] reply) = WireTable.Messages.Single(row => row.Name == name || row.Name + "Reply" == name);
            byte[] bytes = VectorFile.Bytes(line[2]);
            object message = Decode(name, new ByteReader(bytes, line[0] == "request" ? 1 : 0, bytes.Length - (line[0] == "request" ? 1 : 0)));
            CollectionAssert.AreEqual(line[3..], WireWriter.Words(line[0] == "request" ? request : reply, message), line[1]);
            Assert.AreEqual(line[2], bytes.Length == 0 ? "empty" : Hex.Text(Encode(message)), line[1]);
        }
    }

    [TestMethod]
    public void EveryFailureOfTheFileIsRead()
    {
        foreach (string[] line in PinnedFile.Read(Name).Where(line => line[0] == "failure"))
        {
            Reply reply = Reply.Decode(VectorFile.Bytes(line[2]));
            Assert.AreEqual(line[1], $"{reply.Status}/{reply.Code}");
            Assert.IsTrue(reply.Sentence.Length > 0 && (reply.Tag.Length > 0) == (reply.Code == ErrorCode.Rule));
        }
    }

    /// <summary>The lengths and counts of the page are the ones that the code keeps: the largest is read, one more is malformed.</summary>
    [TestMethod]
    public void EveryBoundOfThePageIsTheOneOfTheCode()
    {
        int bounds = 0;
        foreach ((_, string name, WireField[] request, WireField[] reply) in WireTable.Messages)
        {
            foreach ((string owner, WireField[] fields) in new[] { (name, request), (name + "Reply", reply) })
            {
                foreach (WireField field in fields.Where(field => field.Type.StartsWith("blob≤", StringComparison.Ordinal)))
                {
                    Type type = TypeOf(owner);
                    object message = new WireSample(0).Fill(type, fields, owner);
                    int most = int.Parse(field.Type[5..]);
                    WireSample.Set(message, field, new byte[most]);
                    Decode(owner, new ByteReader(WireWriter.Bytes(fields, message)));
                    WireSample.Set(message, field, new byte[most + 1]);
                    Expect.Throws(typeof(MalformedException), () => Decode(owner, new ByteReader(WireWriter.Bytes(fields, message))));
                    bounds++;
                }
            }
        }

        Assert.IsTrue(bounds > 20);
        Assert.AreEqual(ProtocolLimits.HtlcsMax, WireTable.CountMax("htlcs"));
        Assert.AreEqual(ProtocolLimits.HtlcsMax, WireTable.CountMax("sigs"));
        foreach (string list in new[] { "wallet inputs", "wallet outputs", "wallet signatures" })
        {
            Assert.AreEqual(ProtocolLimits.TransactionItemsMax, WireTable.CountMax(list));
        }
    }

    [TestMethod]
    public void EveryValueOfThePageIsTheOneOfTheCode()
    {
        Type[] others = [typeof(MessageId), typeof(ErrorCode), typeof(ReplyStatus)];
        foreach (Type type in typeof(MessageId).Assembly.GetTypes().Where(type => type.IsEnum && type.IsPublic && !others.Contains(type)))
        {
            string code = string.Join(", ", Enum.GetValues(type).Cast<object>().Select(value => $"{Convert.ToInt32(value)} {value}"));
            Assert.AreEqual(code, string.Join(", ", WireTable.Values(type.Name).Select(value => $"{value.Key} {value.Value}")), type.Name);
        }

        CollectionAssert.AreEqual(
            Enum.GetValues<ErrorCode>().Where(code => code != ErrorCode.None).Select(code => $"{(int)code} {code}").ToArray(),
            WireTable.Errors.Select(error => $"{(int)error.Code} {error.Name}").ToArray());
    }

    private static IEnumerable<(string Key, object Message, WireField[] Fields)> Messages(string owner, WireField[] fields)
    {
        string[] names = ["full", "bare"];
        int variants = WireSample.Variants(fields, owner);
        for (int variant = 0; variant < variants; variant++)
        {
            string key = variants == 1 ? owner : $"{owner}/{(variant < 2 ? names[variant] : "value" + variant)}";
            yield return (key, new WireSample(variant).Fill(TypeOf(owner), fields, owner), fields);
        }
    }

    private static void AddEnvelopes(PinnedFile file)
    {
        byte[] receipt = WireSample.Bytes("anchor", ProtocolLimits.ReceiptBytes);
        byte[] body = WireSample.Bytes("body", 5);
        file.Add("envelope", "Ok", Reply.Ok(body, receipt), "status=0", "fields=" + Hex.Text(body), "receipt=" + Hex.Text(receipt));
        foreach ((ErrorCode code, _, ReplyStatus status) in WireTable.Errors)
        {
            bool isRule = code == ErrorCode.Rule;
            string sentence = "a sentence about " + code;
            byte[] bytes = isRule ? Reply.Refused("RetryIsSame", "policy-commitment-retry-same", sentence) : Reply.Failed(status, code, sentence);
            file.Add("failure", $"{status}/{code}", bytes, "code=" + (int)code, "tag=" + (isRule ? "policy-commitment-retry-same" : "empty"),
                "rule=" + (isRule ? "RetryIsSame" : status == ReplyStatus.Refused ? "empty" : "none"));
        }
    }

    private static void AddFrames(PinnedFile file)
    {
        byte[] one = WireSample.Bytes("frame", 3);
        byte[] long9 = WireSample.Bytes("frames", 9 * ProtocolLimits.FrameBodyBytesMax + 1);
        file.Add("frame", "empty", FrameWriter.Encode([], 1, false, 0), "sequence=1", "fromDevice=0", "index=0", "last=1", "body=empty");
        file.Add("frame", "one", FrameWriter.Encode(one, 0x01020304, true, 0), "sequence=16909060", "fromDevice=1", "index=0", "last=1", "body=" + Hex.Text(one));
        foreach (int index in new[] { 0, 9 })
        {
            int at = index * ProtocolLimits.FrameBodyBytesMax;
            byte[] body = long9[at..Math.Min(long9.Length, at + ProtocolLimits.FrameBodyBytesMax)];
            file.Add("frame", "ten/" + index, FrameWriter.Encode(long9, 0xfffffffe, false, index), "sequence=4294967294", "fromDevice=0", "index=" + index,
                "last=" + (index == 9 ? 1 : 0), "body=" + Hex.Text(body));
        }
    }

    private static Type TypeOf(string name) => typeof(MessageId).Assembly.GetType("Holdfast.Protocol." + name)!;

    private static byte[] Encode(object message) => (byte[])message.GetType().GetMethod("Encode", [])!.Invoke(message, [])!;

    private static object Decode(string name, ByteReader reader)
    {
        try
        {
            return TypeOf(name).GetMethod("Decode", [typeof(ByteReader)])!.Invoke(null, [reader])!;
        }
        catch (TargetInvocationException exception)
        {
            throw exception.InnerException!;
        }
    }
}
