/* uvsummary: what do these radio observations hold?
 *   uvsummary FILE|FOLDER…      a summary of each UVFITS file (in a folder: of every .uvfits)
 *   uvsummary --simulate FILE   writes a small observation to try it with */
#include "uv.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_observation(const struct dirent *entry) {
  const char *dot = strrchr(entry->d_name, '.');
  return dot && strcmp(dot, ".uvfits") == 0;
}

/* Every observation of a folder, by name; -1 where PATH is no folder. */
static int summarise_folder(const char *path) {
  struct dirent **entries = NULL;
  const int count = scandir(path, &entries, is_observation, alphasort);
  int failed = 0;
  if (count < 0) return -1;
  if (count == 0) printf("%s: no .uvfits file here\n", path);
  for (int i = 0; i < count; ++i) {
    char file[4096];
    snprintf(file, sizeof file, "%s/%s", path, entries[i]->d_name);
    failed |= summarise(file);
    free(entries[i]);
  }
  free(entries);
  return failed;
}

int main(int argc, char **argv) {
  int failed = 0;
  if (argc == 3 && strcmp(argv[1], "--simulate") == 0) return simulate(argv[2]);
  if (argc < 2 || argv[1][0] == '-') {
    fprintf(stderr, "usage: uvsummary FILE|FOLDER...\n       uvsummary --simulate FILE\n");
    return 2;
  }
  for (int i = 1; i < argc; ++i) {
    const int result = summarise_folder(argv[i]);
    failed |= result < 0 ? summarise(argv[i]) : result;
  }
  return failed;
}
