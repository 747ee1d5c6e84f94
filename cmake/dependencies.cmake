# What Boxwright stands on. Each library is taken from the system when it is there, else from its upstream release
# archive, checked by SHA-256. To get the archives from another place (a mirror, a machine without internet), serve
# them under the same paths and set BOXWRIGHT_ARCHIVES; to use them although the system has the library, set
# FETCHCONTENT_TRY_FIND_PACKAGE_MODE=NEVER.
include(FetchContent)

set(BOXWRIGHT_ARCHIVES "https://github.com" CACHE STRING "Where the release archives of the dependencies are")

# dependency(NAME ARCHIVE SHA256 find_package arguments…)
macro(dependency name archive sha256)
  FetchContent_Declare(${name}
    SYSTEM
    URL ${BOXWRIGHT_ARCHIVES}/${archive}
    URL_HASH SHA256=${sha256}
    DOWNLOAD_EXTRACT_TIMESTAMP NO
    FIND_PACKAGE_ARGS ${ARGN})
endmacro()

# PEGTL 4 is a breaking release; the package's own version file refuses it here.
dependency(pegtl taocpp/PEGTL/archive/refs/tags/3.2.7.tar.gz
  d6cd113d8bd14e98bcbe7b7f8fc1e1e33448dc359e8cd4cca30e034ec2f0642d 3.2)
dependency(fmt fmtlib/fmt/archive/refs/tags/10.2.1.tar.gz
  1250e4cc58bf06ee631567523f48848dc4596133e163f02615c97f78bab6c811 9.0...<13)
dependency(CLI11 CLIUtils/CLI11/archive/refs/tags/v2.4.2.tar.gz
  f2d893a65c3b1324c50d4e682c0cdc021dd0477ae2c048544f39eed6654b699a 2.1)
dependency(nlohmann_json nlohmann/json/archive/refs/tags/v3.11.3.tar.gz
  0d8ef5af7f9794e3263480193c491549b2ba6cc74bb018906202ada498a79406 3.11)
dependency(Catch2 catchorg/Catch2/archive/refs/tags/v3.7.1.tar.gz
  c991b247a1a0d7bb9c39aa35faf0fe9e19764213f28ffba3109388e62ee0269c)

# The dependencies' own tests, examples and install rules are not ours to run. The two policies let these settings
# through to projects that ask for an old CMake, and let a CMake of today read them.
set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)
set(CMAKE_POLICY_VERSION_MINIMUM 3.5)
set(PEGTL_BUILD_TESTS OFF)
set(PEGTL_BUILD_EXAMPLES OFF)
set(FMT_TEST OFF)
set(FMT_DOC OFF)
set(FMT_INSTALL OFF)
set(CLI11_BUILD_TESTS OFF)
set(CLI11_BUILD_EXAMPLES OFF)
set(CLI11_INSTALL OFF)
set(JSON_BuildTests OFF)
set(JSON_Install OFF)
set(CATCH_INSTALL_DOCS OFF)
set(CATCH_INSTALL_EXTRAS OFF)

FetchContent_MakeAvailable(pegtl fmt CLI11 nlohmann_json)
if(BUILD_TESTING)
  FetchContent_MakeAvailable(Catch2)
endif()

# libcrypto comes from the system only: it must get its security updates from there.
if(BOXWRIGHT_STATIC)
  set(OPENSSL_USE_STATIC_LIBS ON)
endif()
find_package(OpenSSL REQUIRED COMPONENTS Crypto)

# Distributions ship fmt as a shared library only, so a static program takes its header-only form.
add_library(boxwright_fmt INTERFACE)
target_link_libraries(boxwright_fmt INTERFACE $<IF:$<BOOL:${BOXWRIGHT_STATIC}>,fmt::fmt-header-only,fmt::fmt>)
