# Uses ccache when it is there and nobody chose a compiler launcher. Paths are made relative and the build directory
# is left out of the hash, so that a fresh clone in another place finds what an earlier one compiled.
find_program(BOXWRIGHT_CCACHE ccache)
mark_as_advanced(BOXWRIGHT_CCACHE)
if(BOXWRIGHT_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${BOXWRIGHT_CCACHE})
endif()
