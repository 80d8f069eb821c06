using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Plugin;

namespace Holdfast.HostUnit.Plugin;

[TestClass]
public sealed class JsonStreamTests
{
    [TestMethod]
    public async Task ValuesAreFoundHoweverTheBytesArrive()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("{\"a\":\"}\\\"ä\"}{\"b\":[1,2]}\n\n \n{}");
        foreach (int chunk in new[] { 1, 2, 3, 7, 1000 })
        {
            JsonStream stream = new(new Trickle(bytes, chunk), Stream.Null);
            Assert.AreEqual("}\"ä", (await stream.ReadAsync(default))!["a"]!.ToString());
            Assert.AreEqual(2, (await stream.ReadAsync(default))!["b"]![1]!.GetValue<int>());
            Assert.IsInstanceOfType<JsonObject>(await stream.ReadAsync(default));
            Assert.IsNull(await stream.ReadAsync(default));
        }
    }

    [TestMethod]
    public async Task AValueLargerThanTheBufferGrowsIt()
    {
        string text = new('x', 200_000);
        JsonStream stream = new(new MemoryStream(Encoding.UTF8.GetBytes("{\"a\":\"" + text + "\"}")), Stream.Null);
        Assert.AreEqual(text, (await stream.ReadAsync(default))!["a"]!.ToString());
    }

    [TestMethod]
    public async Task WhatIsNotJsonIsRefusedAndAHalfValueAtTheEndIsTheEnd()
    {
        await Assert.ThrowsExceptionAsync<JsonException>(NotJson, "not JSON");
        Assert.IsNull(await new JsonStream(new MemoryStream("{\"a\":"u8.ToArray()), Stream.Null).ReadAsync(default));

        static async Task NotJson()
        {
            try
            {
                await new JsonStream(new MemoryStream("hello"u8.ToArray()), Stream.Null).ReadAsync(default);
            }
            catch (JsonException error)
            {
                throw new JsonException("not JSON", error); // the reader throws a private subclass
            }
        }
    }

    [TestMethod]
    public async Task TextThatIsNotQuiteJsonIsMendedAndGarbageInBracketsIsSkipped()
    {
        byte[] bytes =
        [
            .. "{\"a\":\""u8, 0xff, 0xc3, .. "\"}"u8,
            .. "{\"b\":1,\"b\":2}"u8,
            .. "{\"c\":\"\\ud800\",\"d\":4}"u8,
            .. "{\"broken\":}{\"\\ud800\":[}]"u8,
            .. "{\"e\":5}"u8,
        ];
        foreach (int chunk in new[] { 1, 5, 1000 })
        {
            JsonStream stream = new(new Trickle(bytes, chunk), Stream.Null);
            StringAssert.Contains((await stream.ReadAsync(default))!["a"]!.ToString(), "\uFFFD");
            Assert.AreEqual(2, (await stream.ReadAsync(default))!["b"]!.GetValue<int>());
            JsonNode third = (await stream.ReadAsync(default))!;
            Assert.AreEqual(4, third["d"]!.GetValue<int>());
            Assert.AreEqual("\uFFFD", third["c"]!.ToString());
            Assert.AreEqual(5, (await stream.ReadAsync(default))!["e"]!.GetValue<int>());
            Assert.IsNull(await stream.ReadAsync(default));
        }
    }

    [TestMethod]
    public async Task WhatIsWrittenEndsInAnEmptyLine()
    {
        MemoryStream written = new();
        await new JsonStream(Stream.Null, written).WriteAsync(new JsonObject { ["a"] = "+/=\"<ä" }, default);
        Assert.AreEqual("{\"a\":\"+/=\\\"<ä\"}\n\n", Encoding.UTF8.GetString(written.ToArray()));
    }

    private sealed class Trickle(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(chunk, buffer.Length)], cancellationToken);
    }
}
