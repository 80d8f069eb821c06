// holdfast-hsmd-regtest: holdfast-hsmd with a simulated signer inside, for nodes on regtest. host/HsmdBridge/README.md says what both have in common.

using Holdfast.HsmdBridge;
using Holdfast.HsmdRegtest;

return HsmdProgram.Run(args, new EmbeddedSigner());
