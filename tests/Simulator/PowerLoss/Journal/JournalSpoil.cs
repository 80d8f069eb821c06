using Holdfast.Hardware;
using Holdfast.SimulatedSigner;

namespace Holdfast.PowerLoss.Journal;

/// <summary>
/// Seeded damage to a flash image: wrong bits, lost, short and swapped files, files of older moments and of another volume, several at once.
/// What opens must be a state that really was: the newest, or an older one that the host's receipt exposes.
/// </summary>
public static class JournalSpoil
{
    private const int DamagesMax = 4;

    /// <summary>So many images from one seed.</summary>
    public static void Play(int seed, int images, CutCount count)
    {
        Random random = new(seed);
        JournalHistory history = new();
        JournalHistory foreign = new(volume: 2);
        for (int i = 0; i < images; i++)
        {
            SimulatedStorage storage = history.Newest.Fork();
            for (int damages = random.Next(1, DamagesMax + 1); damages > 0; damages--)
            {
                Damage(storage, history, foreign, random);
            }

            count.Fed();
            try
            {
                history.RequireAuthenticOrRefused(storage, $"seed {seed}, image {i}");
            }
            catch (Exception exception) when (exception is AssertFailedException or StorageException)
            {
                count.Violation(exception.Message);
            }
        }
    }

    private static void Damage(SimulatedStorage storage, JournalHistory history, JournalHistory foreign, Random random)
    {
        string path = history.Newest.Paths[random.Next(history.Newest.Paths.Count)];
        string other = history.Newest.Paths[random.Next(history.Newest.Paths.Count)];
        byte[]? content = storage.Peek(path);
        switch (random.Next(8))
        {
            case 0:
                storage.Poke(path, null);
                break;
            case 1:
                storage.Poke(path, []);
                break;
            case 2 when content is { Length: > 0 }:
                storage.Poke(path, content[..random.Next(content.Length)]);
                break;
            case 3:
                storage.Poke(path, storage.Peek(other));
                storage.Poke(other, content);
                break;
            case 4 or 5:
                storage.Poke(path, history.Images[random.Next(history.Images.Count)].Peek(path));
                break;
            case 6:
                storage.Poke(path, foreign.Newest.Peek(path));
                break;
            default:
                if (storage.Peek(path) is { Length: > 0 } bits)
                {
                    storage.FlipBit(path, random.Next(8 * bits.Length));
                }

                break;
        }
    }
}
