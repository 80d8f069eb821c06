// A process to be killed. The first two say on stdout what they have done so far, one line per step, and wait for nobody; the third speaks JSON-RPC as the plugin does:
//   hold DB               holds the intent log until stdin ends
//   intents DB [FILE] COUNT   begins, "signs" and completes COUNT intents, saying "begun N ID", "signed N", "done N" after each step
//   opinion MANNER        is the second opinion of a test
//   plugin COUNT          is holdfast-plugin, and kills itself at the COUNTth moment before or after a write to the book of held payments
using Holdfast.CrashChild;

return args switch
{
    ["hold", string path] => IntentLoop.Hold(path),
    ["intents", string path, string count] => IntentLoop.Run(path, path + ".signer", int.Parse(count)),
    ["intents", string address, string signer, string count] => IntentLoop.Run(address, signer, int.Parse(count)),
    ["opinion", string manner] => OpinionDouble.Run(manner),
    ["plugin", string count] => await PluginLife.RunAsync(int.Parse(count)),
    _ => throw new ArgumentException("unknown verb"),
};
