# boxwright_warnings: what our own code is compiled with. Dependencies are system includes and are not held to it.
add_library(boxwright_warnings INTERFACE)
target_compile_options(boxwright_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion
  $<$<BOOL:${BOXWRIGHT_WERROR}>:-Werror>
  # GCC 12 warns about an overlap inside its own std::string::operator+ that cannot happen (GCC bug 105651).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>)

if(BOXWRIGHT_SANITIZE)
  # For everything that is compiled here, fetched dependencies too: mixed builds give false reports.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
  # The sanitizers' own code makes GCC see uninitialised variables in the standard library (GCC bug 105562).
  target_compile_options(boxwright_warnings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()
