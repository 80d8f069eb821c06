using Holdfast.Hardware;
using Holdfast.Screen;

namespace Holdfast.Cost;

/// <summary>What the interpreter does for a picture; the panel's own time on its bus is not in it.</summary>
public static class ScreenCosts
{
    public const string Question = "Send a payment of 25000 sat, and at most 250 sat of fees,\nto 02a1633cafcc01ebfb6d78e39f687a1f0995c62fc95f51ead10a02ee0be551b5dc,\nfor \"bread\"?";

    public static void Measure(List<Measurement> results, Func<string, bool> wanted)
    {
        void Add(string name, Action action)
        {
            if (wanted(name))
            {
                results.Add(Inside.Count(name, 0, action));
            }
        }

        Picture picture = new(new Glass());
        Add("screen, a full page", () => picture.Draw("Do you agree?", "1/2", Question, 0, "GPIO35: next page", ""));
        Add("screen, the state", () => picture.Draw("Holdfast: ready", "", "3 of 17 channels\n0 refused since the start\n", 0, "", ""));
        Add("screen, what came of a question", () => picture.DrawFooter("", "approved"));
    }

    public static OwnerScreen NewScreen()
    {
        Glass glass = new();
        return new OwnerScreen(glass, glass, glass, "GPIO0", "GPIO35");
    }

    /// <summary>Takes every line and shows nothing.</summary>
    private sealed class Glass : IPanel, IButtons, IClock
    {
        public bool IsApproveDown => false;

        public bool IsRefuseDown => false;

        public long UptimeMs => 0;

        public void Wake()
        {
        }

        public void Begin(int top, int height)
        {
        }

        public void Write(byte[] line)
        {
        }

        public void Wait(int milliseconds)
        {
        }
    }
}
