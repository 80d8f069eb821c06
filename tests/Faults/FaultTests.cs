using System.Globalization;

namespace Holdfast.Faults;

/// <summary>
/// One wrong bit, one step left out: never a wrong signature, public key or shared secret outside. A right and a wrong signature of the same hash
/// give the key away. Samples come from a seed (HOLDFAST_FAULTS_SEED). HOLDFAST_FAULTS=N takes N times as many of them, and HOLDFAST_FAULTS=all every word, limb and step,
/// for hours.
/// </summary>
[TestClass]
public class FaultTests
{
    private static readonly string s_scale = Environment.GetEnvironmentVariable("HOLDFAST_FAULTS") ?? "1";
    private static readonly bool s_isExhaustive = s_scale == "all";
    private static readonly int s_factor = s_isExhaustive ? 1 : int.Parse(s_scale, CultureInfo.InvariantCulture);
    private static readonly int s_seed = int.Parse(Environment.GetEnvironmentVariable("HOLDFAST_FAULTS_SEED") ?? "20261121", CultureInfo.InvariantCulture);
    private static readonly Lazy<Rewriter> s_rewriter = new(() => new Rewriter(withFaults: true, withAllocations: false));

    public TestContext TestContext { get; set; } = null!;

    public static IEnumerable<object[]> Operations => FaultCampaign.Operations.Select(name => new object[] { name });

    public static IEnumerable<object[]> ProvenOperations => FaultCampaign.ProvenOperations.Select(name => new object[] { name });

    [ClassCleanup]
    public static void CleanUp()
    {
        if (s_rewriter.IsValueCreated)
        {
            s_rewriter.Value.Dispose();
        }
    }

    [TestMethod]
    [DynamicData(nameof(ProvenOperations))]
    public void AFlippedLimbYieldsNothingWrong(string operation)
    {
        Run(operation, FaultKind.Limb, 600);
    }

    [TestMethod]
    [DynamicData(nameof(ProvenOperations))]
    public void AStepLeftOutYieldsNothingWrong(string operation)
    {
        Run(operation, FaultKind.Step, 1000);
    }

    [TestMethod]
    [DynamicData(nameof(Operations))]
    public void AFlippedBitInOneReadOfTheTableYieldsNothingWrong(string operation)
    {
        Run(operation, FaultKind.TableWord, 100);
    }

    [TestMethod]
    public void ATableWordThatStaysFlippedYieldsNoPublicKey()
    {
        string result = s_rewriter.Value.Run(typeof(FaultCampaign), nameof(FaultCampaign.RunTable), s_isExhaustive ? 0 : 3, s_isExhaustive ? 1 : Math.Max(1, 29 / s_factor));
        TestContext.WriteLine(result);
        StringAssert.Matches(result, new(@"^\d+ stopped$"));
    }

    private void Run(string operation, FaultKind kind, int tries)
    {
        string result = s_rewriter.Value.Run(
            typeof(FaultCampaign), nameof(FaultCampaign.Run), operation, (int)kind, s_isExhaustive ? int.MaxValue : tries * s_factor, s_seed);
        TestContext.WriteLine(result);
        StringAssert.Matches(result, new(@"^\d+ places, \d+ stopped, \d+ harmless$"));
    }
}
