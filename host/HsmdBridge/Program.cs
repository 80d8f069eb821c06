// holdfast-hsmd: what lightningd starts in place of its own hsmd (--subdaemon=hsmd:/path/to/holdfast-hsmd). README.md beside this file is for
// node runners.

using Holdfast.HsmdBridge;

return HsmdProgram.Run(args, null);
