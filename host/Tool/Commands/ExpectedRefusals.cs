using System.Globalization;
using Holdfast.NodeRequests.Replay;

namespace Holdfast.Tool.Commands;

/// <summary>
/// The refusals that belong to recordings: sessions in which a node did what a rule forbids. The file stands beside an archive and has its name with the ending
/// .refusals; a line is the session, the request's number and the tag. Lines that begin with # explain.
/// </summary>
internal sealed class ExpectedRefusals
{
    private const string Ending = ".refusals";

    private readonly HashSet<(string Session, int N, string Tag)> _expected = [];

    /// <exception cref="InvalidDataException">A line is not a session, a number and a tag.</exception>
    public static ExpectedRefusals Beside(string archive)
    {
        ExpectedRefusals all = new();
        string path = Path.ChangeExtension(archive, Ending);
        foreach (string line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || line.StartsWith('#'))
            {
                continue;
            }

            if (words.Length != 3 || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                throw new InvalidDataException($"{path}: '{line}' is not a session, a request's number and a tag");
            }

            all._expected.Add((words[0], number, words[2]));
        }

        return all;
    }

    /// <summary>Whether exactly the expected requests of a session were refused, each by its rule.</summary>
    public bool Fit(string session, IReadOnlyList<ReplayRefusal> refused) =>
        _expected.Where(each => each.Session == session).ToHashSet().SetEquals(refused.Select(each => (session, each.N, each.Tag)));
}
