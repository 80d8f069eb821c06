using System.Text;
using Holdfast.HeldPayments.Handlers;

namespace Holdfast.HostUnit.HeldPayments;

/// <summary>H2: every form of a verdict has the result that host/HeldPayments/README.md gives for it.</summary>
[TestClass]
public sealed class VerdictParserTests
{
    [TestMethod]
    [DataRow("""{"result":"continue"}""", "continue")]
    [DataRow("""{"result":"hold"}""", "hold")]
    [DataRow("""  {"result":"hold","note":"other names are not looked at"} """ + "\r\n\n", "hold")]
    [DataRow("""{"result":"fail"}""", "400f")]
    [DataRow("""{"result":"fail","failure_message":"2002"}""", "2002")]
    [DataRow("""{"result":"fail","failure_message":"400F0000000000000001"}""", "400f0000000000000001")]
    [DataRow("0", "hold")]
    [DataRow("0\n", "hold")]
    [DataRow("1", "0001")]
    [DataRow("16399\n", "400f")]
    [DataRow("65535", "ffff")]
    public void AVerdictIsUnderstood(string output, string verdict) => Assert.AreEqual(verdict, Shown(VerdictParser.Parse(Encoding.UTF8.GetBytes(output))));

    [TestMethod]
    [DataRow("")]
    [DataRow("\n\n")]
    [DataRow("0\n0")]
    [DataRow("{\"result\":\"hold\"}\n{\"result\":\"hold\"}")]
    [DataRow("65536")]
    [DataRow("-1")]
    [DataRow("+1")]
    [DataRow("1.0")]
    [DataRow("1e3")]
    [DataRow("0x400f")]
    [DataRow("000000")]
    [DataRow("hold")]
    [DataRow("\"hold\"")]
    [DataRow("[0]")]
    [DataRow("null")]
    [DataRow("{}")]
    [DataRow("{\"result\":\"hold\"")]
    [DataRow("""{"result":"resolve","payment_key":"00"}""")]
    [DataRow("""{"result":"HOLD"}""")]
    [DataRow("""{"result":0}""")]
    [DataRow("""{"result":null}""")]
    [DataRow("""{"result":"fail","failure_message":"4"}""")]
    [DataRow("""{"result":"fail","failure_message":"400"}""")]
    [DataRow("""{"result":"fail","failure_message":"zzzz"}""")]
    [DataRow("""{"result":"fail","failure_message":16399}""")]
    [DataRow("""{"result":"\ud800"}""")]
    public void AnythingElseRefuses(string output) => IsRefused(Encoding.UTF8.GetBytes(output));

    [TestMethod]
    public void TheLengthIsBounded()
    {
        Assert.AreEqual("hold", Shown(VerdictParser.Parse(Encoding.UTF8.GetBytes("0" + new string(' ', VerdictParser.BytesMax - 1)))));
        IsRefused(Encoding.UTF8.GetBytes("0" + new string(' ', VerdictParser.BytesMax)));
        IsRefused(new byte[5 << 10]);
        IsRefused(Encoding.UTF8.GetBytes("""{"result":"fail","failure_message":""" + "\"" + new string('0', 514) + "\"}"));
        IsRefused(Encoding.UTF8.GetBytes(new string('{', 4000)));
    }

    [TestMethod]
    public void WhatIsNotUtf8Refuses() => IsRefused([0x30, 0xff]);

    private static void IsRefused(byte[] output)
    {
        Verdict verdict = VerdictParser.Parse(output);
        Assert.AreEqual("400f", Shown(verdict));
        Assert.IsTrue(verdict.Trouble.Length > 0, "the log says why");
    }

    private static string Shown(Verdict verdict) => verdict.Kind switch { VerdictKind.Hold => "hold", VerdictKind.Continue => "continue", _ => verdict.Failure!.ToString() };
}
