// A process to be killed. It says on stdout what it has done so far, one line per step, and waits for nobody:
//   hold DB               holds the intent log until stdin ends
//   intents DB COUNT      begins, "signs" and completes COUNT intents, saying "begun N ID", "signed N", "done N" after each step
using Holdfast.CrashChild;

return args switch
{
    ["hold", string path] => IntentLoop.Hold(path),
    ["intents", string path, string count] => IntentLoop.Run(path, int.Parse(count)),
    _ => throw new ArgumentException("unknown verb"),
};
