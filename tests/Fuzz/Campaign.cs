using System.Globalization;

namespace Holdfast.Fuzz;

/// <summary>What a campaign saw: how many inputs the decoder took and how many it refused. A decoder that took all or none was not tested.</summary>
internal sealed record CampaignResult(string Target, int Inputs, int Accepted, int Refused);

/// <summary>
/// Runs one target over seeded inputs. The number of inputs is 4,000 a target in the normal run, which is above 10^5 over all targets together;
/// HOLDFAST_FUZZ_INPUTS raises it (nightly: 40,000 and more), HOLDFAST_FUZZ_SEED picks another seed. A finding prints target, seed and input.
/// </summary>
internal static class Campaign
{
    public const int NormalInputsPerTarget = 4000;

    public static int InputsPerTarget { get; } = FromEnvironment("HOLDFAST_FUZZ_INPUTS", NormalInputsPerTarget);

    public static int Seed { get; } = FromEnvironment("HOLDFAST_FUZZ_SEED", 1);

    public static CampaignResult Run(Target target)
    {
        foreach (byte[] seed in target.HasGoodSeeds ? target.Seeds : [])
        {
            target.Feed(seed); // a seed that is refused is a broken test: let it out
        }

        int accepted = 0;
        int refused = 0;
        for (int i = 0; i < InputsPerTarget; i++)
        {
            ulong inputSeed = ((ulong)Seed << 32) + (ulong)i;
            byte[] input = new Mutation(inputSeed).Of(target.Seeds, target.LengthMaxBytes);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                target.Feed(input);
                accepted++;
            }
            catch (Exception exception) when (target.Refusals.Contains(exception.GetType()))
            {
                refused++;
            }
            catch (Exception exception)
            {
                throw new AssertFailedException(Describe(target, i, input) + ": " + exception, exception);
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > target.AllocatedBytesMax(input.Length))
            {
                throw new AssertFailedException(Describe(target, i, input) + ": allocated " + allocated.ToString(CultureInfo.InvariantCulture) + " bytes");
            }
        }

        return new CampaignResult(target.Name, InputsPerTarget, accepted, refused);
    }

    private static string Describe(Target target, int index, byte[] input)
    {
        return $"{target.Name}, HOLDFAST_FUZZ_SEED={Seed} input {index} ({input.Length} bytes) {Convert.ToHexString(input)}";
    }

    private static int FromEnvironment(string name, int otherwise)
    {
        string? text = Environment.GetEnvironmentVariable(name);
        return text is null ? otherwise : int.Parse(text, CultureInfo.InvariantCulture);
    }
}
