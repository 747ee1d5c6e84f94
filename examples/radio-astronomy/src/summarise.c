/* Prints what a UVFITS file (FITS random groups) holds: when, where, how much, how sharp. */
#include "uv.h"

#include <fitsio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifndef TELESCOPES
#define TELESCOPES "/usr/share/uvsummary/telescopes.tsv"
#endif

enum { MAX_ANTENNA = 255, MAX_AXES = 9 };

int fits_failure(const char *path, int status) {
  char text[FLEN_STATUS];
  fits_get_errstatus(status, text);
  fprintf(stderr, "uvsummary: %s: %s\n", path, text);
  return 1;
}

/* The site of a telescope, or "unknown site"; the table has one telescope a line: name, tab, site. */
static void site_of(const char *telescope, char site[FLEN_VALUE]) {
  char line[256];
  FILE *table = fopen(TELESCOPES, "r");
  strcpy(site, "unknown site");
  while (table && fgets(line, sizeof line, table)) {
    char *tab = strchr(line, '\t');
    if (!tab) continue;
    *tab = '\0';
    if (strcmp(line, telescope) == 0) snprintf(site, FLEN_VALUE, "%.*s", (int)strcspn(tab + 1, "\n"), tab + 1);
  }
  if (table) fclose(table);
}

static void text_key(fitsfile *file, const char *key, char value[FLEN_VALUE]) {
  int status = 0;
  if (fits_read_key_str(file, key, value, NULL, &status)) strcpy(value, "?");
}

/* The number of the key PREFIXn whose value is TYPE, 0 if there is none. */
static int find(fitsfile *file, const char *prefix, const char *type, int count) {
  for (int i = 1; i <= count; ++i) {
    char key[FLEN_KEYWORD], value[FLEN_VALUE];
    int status = 0;
    fits_make_keyn(prefix, i, key, &status);
    text_key(file, key, value);
    if (strncmp(value, type, strlen(type)) == 0) return i; /* UU is written as UU---SIN, too */
  }
  return 0;
}

static double axis_value(fitsfile *file, const char *prefix, int number) {
  char key[FLEN_KEYWORD];
  double value = 0;
  int status = 0;
  fits_make_keyn(prefix, number, key, &status);
  return fits_read_key_dbl(file, key, &value, NULL, &status) ? 0 : value;
}

struct seen {
  char antenna[MAX_ANTENNA + 1], pair[MAX_ANTENNA + 1][MAX_ANTENNA + 1];
  int antennas, baselines;
  double longest; /* seconds of light travel, across the line of sight */
};

static void look(struct seen *seen, double u, double v, long baseline) {
  long first = baseline / 256, second = baseline % 256;
  if (first < 1 || first > MAX_ANTENNA || second < 1) return;
  seen->baselines += !seen->pair[first][second];
  seen->antennas += !seen->antenna[first];
  seen->antenna[first] = seen->pair[first][second] = 1;
  seen->antennas += !seen->antenna[second];
  seen->antenna[second] = 1;
  seen->longest = fmax(seen->longest, hypot(u, v));
}

static int print_summary(fitsfile *file, const char *path) {
  int status = 0, naxis = 0;
  long parameters = 0, groups = 0, axes[MAX_AXES] = {0};
  int is_groups = 0, ignored = 0;
  fits_get_img_param(file, MAX_AXES, NULL, &naxis, axes, &status);
  fits_read_key_log(file, "GROUPS", &is_groups, NULL, &ignored);
  fits_read_key_lng(file, "PCOUNT", &parameters, NULL, &status);
  fits_read_key_lng(file, "GCOUNT", &groups, NULL, &status);
  if (status || !is_groups || parameters < 1) {
    fprintf(stderr, "uvsummary: %s: holds no visibilities (no random groups)\n", path);
    return 1;
  }
  const int u = find(file, "PTYPE", "UU", (int)parameters), v = find(file, "PTYPE", "VV", (int)parameters),
            b = find(file, "PTYPE", "BASELINE", (int)parameters),
            f = find(file, "CTYPE", "FREQ", naxis < MAX_AXES ? naxis : MAX_AXES);
  if (!u || !v || !b || !f) {
    fprintf(stderr, "uvsummary: %s: lacks UU, VV, BASELINE or FREQ\n", path);
    return 1;
  }
  static struct seen seen;
  memset(&seen, 0, sizeof seen);
  float *row = calloc((size_t)parameters, sizeof *row);
  double amplitude = 0;
  for (long group = 1; row && group <= groups && !status; ++group) {
    float complex_pair[2] = {0, 0};
    fits_read_grppar_flt(file, group, 1, parameters, row, &status);
    fits_read_img_flt(file, group, 1, 2, 0, complex_pair, NULL, &status);
    look(&seen, row[u - 1], row[v - 1], lround(row[b - 1]));
    amplitude += hypot(complex_pair[0], complex_pair[1]);
  }
  free(row);
  if (status) return fits_failure(path, status);

  char object[FLEN_VALUE], telescope[FLEN_VALUE], date[FLEN_VALUE], site[FLEN_VALUE];
  text_key(file, "OBJECT", object);
  text_key(file, "TELESCOP", telescope);
  text_key(file, "DATE-OBS", date);
  site_of(telescope, site);
  const double frequency = axis_value(file, "CRVAL", f), width = axis_value(file, "CDELT", f);
  printf("%s\n", path);
  printf("  object        %s\n", object);
  printf("  telescope     %s (%s), %s\n", telescope, site, date);
  printf("  frequency     %.2f MHz, %ld x %.2f MHz\n", frequency / 1e6, axes[f - 1], fabs(width) / 1e6);
  printf("  visibilities  %ld on %d baselines of %d antennas\n", groups, seen.baselines, seen.antennas);
  printf("  longest       %.2f kilowavelengths\n", seen.longest * frequency / 1e3);
  printf("  amplitude     %.3f Jy on average\n", groups ? amplitude / (double)groups : 0);
  return 0;
}

int summarise(const char *path) {
  fitsfile *file = NULL;
  int status = 0;
  if (fits_open_diskfile(&file, path, READONLY, &status)) return fits_failure(path, status);
  const int failed = print_summary(file, path);
  fits_close_file(file, &status);
  return failed;
}
