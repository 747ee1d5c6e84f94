# One Catch2 program holds the C++ tests; ctest runs it once per area, chosen by tag. The tests that are scripts
# (judges of the output, real builds) exit with 77 when this machine cannot have what they need; a failed download is a failure.
enable_testing()

file(GLOB test_sources CONFIGURE_DEPENDS tests/*.cpp)
file(GLOB_RECURSE unit_sources CONFIGURE_DEPENDS tests/unit/*.cpp)
# Paths of this checkout stand in one small generated file, so that no other object depends on where it lies.
configure_file(tests/paths.cpp.in generated/paths.cpp.in @ONLY)
file(GENERATE OUTPUT ${PROJECT_BINARY_DIR}/generated/paths.cpp INPUT ${PROJECT_BINARY_DIR}/generated/paths.cpp.in)

add_executable(boxwright_tests ${test_sources} ${unit_sources} ${PROJECT_BINARY_DIR}/generated/paths.cpp)
find_package(Threads REQUIRED)
target_link_libraries(boxwright_tests PRIVATE boxwright_core boxwright_warnings
  Threads::Threads Catch2::Catch2 taocpp::pegtl nlohmann_json::nlohmann_json)
add_dependencies(boxwright_tests boxwright)

# Writes specs for tests/engine/same_image.sh.
add_executable(generate_specs tests/engine/generate_specs.cpp tests/runnable_specs.cpp tests/spec_generator.cpp)
target_link_libraries(generate_specs PRIVATE boxwright_core boxwright_warnings)

# Says what commands a shell text holds, for tests/oracles/shell_agreement.
add_executable(shell_words tests/oracles/shell_words.cpp)
target_link_libraries(shell_words PRIVATE boxwright_core boxwright_warnings nlohmann_json::nlohmann_json)

# Says which paths an ignore file leaves out, for tests/oracles/patterns.
add_executable(ignore_matches tests/oracles/ignore_matches.cpp)
target_link_libraries(ignore_matches PRIVATE boxwright_core boxwright_warnings nlohmann_json::nlohmann_json)

# Compiles generated specs, for tests/oracles/generated.
add_executable(generated_outputs tests/oracles/generated_outputs.cpp tests/spec_generator.cpp)
target_link_libraries(generated_outputs PRIVATE boxwright_core boxwright_warnings)

# A tag without a test must fail. Catch2 3 does so by itself, 2 has to be asked.
if(DEFINED Catch2_VERSION AND Catch2_VERSION VERSION_LESS 3)
  set(no_test_fails --warn NoTests)
endif()
foreach(area IN ITEMS unit grammar golden coverage driver lsp)
  add_test(NAME ${area} COMMAND boxwright_tests ${no_test_fails} "[${area}]")
  set_tests_properties(${area} PROPERTIES LABELS fast TIMEOUT 600)
endforeach()
# What must hold for every spec, on generated ones.
add_test(NAME properties COMMAND boxwright_tests ${no_test_fails} "[property]")
set_tests_properties(properties PROPERTIES LABELS fast TIMEOUT 600)

# The programs that emitted files run, by themselves.
add_test(NAME edit-programs COMMAND ${PROJECT_SOURCE_DIR}/tests/programs/edit_programs.py)
set_tests_properties(edit-programs PROPERTIES LABELS fast TIMEOUT 600)

# script_test(NAME LOCK SCRIPT arguments…): added when the script is there. Never two at a time that have one lock: the
# engines share ports, and the judges take all processors by themselves.
function(script_test name lock script)
  if(EXISTS ${PROJECT_SOURCE_DIR}/${script})
    add_test(NAME ${name} COMMAND ${PROJECT_SOURCE_DIR}/${script} ${ARGN})
    set_tests_properties(${name} PROPERTIES
      LABELS slow
      TIMEOUT 3600
      SKIP_RETURN_CODE 77
      RESOURCE_LOCK ${lock}
      ENVIRONMENT "BOXWRIGHT=$<TARGET_FILE:boxwright>")
  endif()
endfunction()
script_test(payload engines tests/engine/payload/make --check)
script_test(engine-statuses engines tests/engine/statuses.sh)
script_test(oracle-statuses judges tests/oracles/statuses)
script_test(oracles judges tests/oracles/run)
script_test(generated judges tests/oracles/generated)
script_test(quoting judges tests/oracles/quoting)
script_test(messages judges tests/oracles/messages)
script_test(patterns judges tests/oracles/patterns)
script_test(shell-agreement judges tests/oracles/shell_agreement)
script_test(engine-docker engines tests/engine/run docker)
script_test(engine-buildkit engines tests/engine/run buildkit)
script_test(page judges tests/page/run)
script_test(frameworks judges tests/frameworks/run)
script_test(template-flags judges tests/frameworks/templates)
script_test(language-server judges tests/editors/language_server)
script_test(neovim judges tests/editors/neovim)
script_test(vim judges tests/editors/vim)
script_test(emacs judges tests/editors/emacs)
script_test(tree-sitter judges tests/editors/tree_sitter)
script_test(same-image engines tests/engine/run buildkit same_image)
# What small edits rebuild, beside naive twins; all examples on both engines: scripts/bench-builds.
script_test(bench-buildkit engines scripts/bench-builds buildkit mlem-server)
script_test(bench-docker engines scripts/bench-builds docker mlem-server)
