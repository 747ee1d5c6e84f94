# Embeds stdlib/ in the program: sets stdlib_source, a generated file that defines boxwright::stdlib::files()
# (compiler/base/stdlib.hpp). It is made again when a file in stdlib/ changes, comes or goes.
file(GLOB stdlib_files CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/stdlib stdlib/*.json stdlib/*.html stdlib/*.txt stdlib/*.box stdlib/edit.*)
list(SORT stdlib_files)
list(TRANSFORM stdlib_files PREPEND ${PROJECT_SOURCE_DIR}/stdlib/ OUTPUT_VARIABLE stdlib_paths)
# The names travel on the command line, so a removed file changes the command and Ninja runs it again.
list(JOIN stdlib_files "," stdlib_names)

set(stdlib_source ${PROJECT_BINARY_DIR}/generated/stdlib.cpp)
add_custom_command(OUTPUT ${stdlib_source}
  COMMAND ${CMAKE_COMMAND} -D DIRECTORY=${PROJECT_SOURCE_DIR}/stdlib -D NAMES=${stdlib_names} -D OUTPUT=${stdlib_source}
          -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
  DEPENDS ${stdlib_paths} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
  COMMENT "Embedding stdlib/"
  VERBATIM)
