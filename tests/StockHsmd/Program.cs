// A model of stock hsmd for tests: it is asked on descriptor 3, and it signs anything. It keeps nothing; every reply follows from the
// secret (32 bytes of 0x11) and the request alone, as with the real one.
using Holdfast.Conformance.Hsmd;
using Holdfast.StockHsmd;

using HsmdSocket requests = new(3);
new StockClient(requests, new byte[33], 0).Serve();
