# Names the native sources of the assembly Holdfast.Native to a build of the runtime, which finds this module by its name. It builds nothing itself.
#
# libsecp256k1 is not part of this repository. The build that uses this module says where it is:
#   HOLDFAST_SECP256K1_INCLUDE_DIR   the folder with secp256k1.h; modules ecdh, extrakeys, schnorrsig and recovery
# and links the library itself.

if(NOT DEFINED HOLDFAST_SECP256K1_INCLUDE_DIR)
    message(FATAL_ERROR "Holdfast.Native needs HOLDFAST_SECP256K1_INCLUDE_DIR, the folder with secp256k1.h")
endif()

get_filename_component(HOLDFAST_NATIVE_DIR "${CMAKE_CURRENT_LIST_DIR}/.." ABSOLUTE)

set(Holdfast.Native_INCLUDE_DIRS
    "${HOLDFAST_NATIVE_DIR}/Core"
    "${HOLDFAST_NATIVE_DIR}/Interop"
    "${HOLDFAST_SECP256K1_INCLUDE_DIR}"
)

set(Holdfast.Native_SOURCES
    "${HOLDFAST_NATIVE_DIR}/Interop/Holdfast_Native.cpp"
    "${HOLDFAST_NATIVE_DIR}/Core/hf_curve.c"
    "${HOLDFAST_NATIVE_DIR}/Core/hf_noise.c"
    "${HOLDFAST_NATIVE_DIR}/Core/hf_sha256.c"
    "${HOLDFAST_NATIVE_DIR}/Interop/Esp32/noise_source.c"
    "${HOLDFAST_NATIVE_DIR}/Interop/Esp32/usb_line.c"
)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(INTEROP-Holdfast.Native DEFAULT_MSG Holdfast.Native_INCLUDE_DIRS Holdfast.Native_SOURCES)
