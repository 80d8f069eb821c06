namespace Holdfast.Faults;

/// <summary>After a request its secrets are gone: from input buffers, from arrays that were given up, from the scratch of the curve.</summary>
[TestClass]
public class HeapTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void NoSecretLingersAfterARequest(bool isMnemonic)
    {
        using Rewriter rewriter = new(withFaults: false, withAllocations: true);
        string result = rewriter.Run(typeof(LingeringSecrets), nameof(LingeringSecrets.Day), isMnemonic);
        TestContext.WriteLine(result);
        StringAssert.Matches(result, new(@"^\d+ requests, nothing found$"));
    }

    [TestMethod]
    public void NoKeyLingersAfterAnyRequestThatTheDeviceKnows()
    {
        using Rewriter rewriter = new(withFaults: false, withAllocations: true);
        string result = rewriter.Run(typeof(LingeringKeys), nameof(LingeringKeys.Run));
        TestContext.WriteLine(result);
        StringAssert.Matches(result, new(@"^\d+ requests, nothing found$"));
    }
}
