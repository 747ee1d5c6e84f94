# Embeds files of the project in the program: stdlib/ as boxwright::stdlib::files() (compiler/base/stdlib.hpp), and the
# pages of messages as boxwright::driver::pages::files() (compiler/driver/message_page.hpp). embedded_sources are the
# generated files; one is made again when a file of its folder changes, comes or goes.
set(embedded_sources "")

# embed(NAME FOLDER HEADER NAMESPACE paths…)
function(embed name folder header namespace)
  set(files ${ARGN})
  list(SORT files)
  set(paths ${files})
  list(TRANSFORM paths PREPEND ${PROJECT_SOURCE_DIR}/${folder}/)
  # The names travel on the command line, so a removed file changes the command and Ninja runs it again.
  list(JOIN files "," names)
  set(source ${PROJECT_BINARY_DIR}/generated/${name}.cpp)
  add_custom_command(OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -D DIRECTORY=${PROJECT_SOURCE_DIR}/${folder} -D NAMES=${names} -D HEADER=${header}
            -D NAMESPACE=${namespace} -D OUTPUT=${source} -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${paths} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    COMMENT "Embedding ${folder}/"
    VERBATIM)
  set(embedded_sources ${embedded_sources} ${source} PARENT_SCOPE)
endfunction()

file(GLOB stdlib_files CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/stdlib stdlib/*.json stdlib/*.html stdlib/*.txt stdlib/*.box stdlib/edit.*)
embed(stdlib stdlib compiler/base/stdlib.hpp boxwright::stdlib ${stdlib_files})

file(GLOB page_files CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/docs/messages docs/messages/*.md)
list(REMOVE_ITEM page_files README.md)
embed(message_pages docs/messages compiler/driver/message_page.hpp boxwright::driver::pages ${page_files})
