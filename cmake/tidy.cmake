# With BOXWRIGHT_TIDY every file of ours goes through clang-tidy as it is compiled, and a finding is an error.
# Included after the dependencies, which are not ours to tidy.
if(BOXWRIGHT_TIDY)
  find_program(BOXWRIGHT_CLANG_TIDY REQUIRED
    NAMES clang-tidy clang-tidy-22 clang-tidy-21 clang-tidy-20 clang-tidy-19 clang-tidy-18 clang-tidy-17 clang-tidy-16)
  # The compiler may be GCC, some of whose warning options clang does not know.
  set(CMAKE_CXX_CLANG_TIDY ${BOXWRIGHT_CLANG_TIDY} --quiet --warnings-as-errors=* --extra-arg=-Wno-unknown-warning-option)
endif()
