/* Writes a short simulated observation, so that the tool can be tried without data:
 * a 1 Jy point source, half a degree from the phase centre, seen by five antennas for six hours. */
#include "uv.h"

#include <fitsio.h>
#include <math.h>
#include <stdio.h>

enum { ANTENNAS = 5, TIMES = 24 };

static const double RADIAN = 3.14159265358979323846 / 180;
static const double FREQUENCY = 1.42e9, BANDWIDTH = 4e6, DECLINATION = -30;
static const double START = 2460676.5; /* 2025-01-01 as a Julian date */
/* Metres in the equatorial frame: towards the meridian, the east and the pole. */
static const double POSITION[ANTENNAS][3] = {
    {0, 0, 0}, {12, 61, -20}, {-35, 184, 59}, {80, 367, -133}, {-110, 612, 185}};

static void axis(fitsfile *file, int number, const char *type, double value, double step, int *status) {
  char key[FLEN_KEYWORD];
  const double pixel = 1;
  fits_make_keyn("CTYPE", number, key, status);
  fits_update_key_str(file, key, type, NULL, status);
  fits_make_keyn("CRVAL", number, key, status);
  fits_update_key_dbl(file, key, value, -12, NULL, status);
  fits_make_keyn("CDELT", number, key, status);
  fits_update_key_dbl(file, key, step, -12, NULL, status);
  fits_make_keyn("CRPIX", number, key, status);
  fits_update_key_dbl(file, key, pixel, -12, NULL, status);
}

static void header(fitsfile *file, long groups, int *status) {
  static const char *parameters[RANDOM_PARAMETERS] = {"UU", "VV", "WW", "BASELINE", "DATE"};
  long axes[] = {0, 3, 1, 1, 1, 1};
  fits_write_grphdr(file, 1, FLOAT_IMG, 6, axes, RANDOM_PARAMETERS, groups, 0, status);
  axis(file, 2, "COMPLEX", 1, 1, status);
  axis(file, 3, "STOKES", 1, 1, status);
  axis(file, 4, "FREQ", FREQUENCY, BANDWIDTH, status);
  axis(file, 5, "RA", 83.6, 1, status);
  axis(file, 6, "DEC", DECLINATION, 1, status);
  for (int i = 0; i < RANDOM_PARAMETERS; ++i) {
    char key[FLEN_KEYWORD];
    fits_make_keyn("PTYPE", i + 1, key, status);
    fits_update_key_str(file, key, parameters[i], NULL, status);
  }
  fits_update_key_dbl(file, "PZERO5", START, -12, "added to DATE", status);
  fits_update_key_str(file, "OBJECT", "POINT SOURCE", NULL, status);
  fits_update_key_str(file, "TELESCOP", "SIMULATED", NULL, status);
  fits_update_key_str(file, "DATE-OBS", "2025-01-01", NULL, status);
}

static void visibility(fitsfile *file, long group, int first, int second, double hours, int *status) {
  const double angle = hours * 15 * RADIAN, dec = DECLINATION * RADIAN;
  const double x = POSITION[second][0] - POSITION[first][0], y = POSITION[second][1] - POSITION[first][1],
               z = POSITION[second][2] - POSITION[first][2];
  const double u = sin(angle) * x + cos(angle) * y;
  const double v = sin(dec) * (sin(angle) * y - cos(angle) * x) + cos(dec) * z;
  const double w = cos(dec) * (cos(angle) * x - sin(angle) * y) + sin(dec) * z;
  const double l = sin(0.5 * RADIAN);
  const double phase = -2 * RADIAN * 180 * FREQUENCY / SPEED_OF_LIGHT * (u * l + w * (sqrt(1 - l * l) - 1));
  float parameters[RANDOM_PARAMETERS] = {(float)(u / SPEED_OF_LIGHT), (float)(v / SPEED_OF_LIGHT),
                                         (float)(w / SPEED_OF_LIGHT), (float)(256 * (first + 1) + second + 1),
                                         (float)(hours / 24)};
  float complex_and_weight[3] = {(float)cos(phase), (float)sin(phase), 1};
  fits_write_grppar_flt(file, group, 1, RANDOM_PARAMETERS, parameters, status);
  fits_write_img_flt(file, group, 1, 3, complex_and_weight, status);
}

int simulate(const char *path) {
  fitsfile *file = NULL;
  int status = 0;
  long group = 0;
  remove(path); /* CFITSIO does not overwrite */
  if (fits_create_diskfile(&file, path, &status)) return fits_failure(path, status);
  header(file, (long)TIMES * ANTENNAS * (ANTENNAS - 1) / 2, &status);
  for (int time = 0; time < TIMES; ++time)
    for (int first = 0; first < ANTENNAS; ++first)
      for (int second = first + 1; second < ANTENNAS; ++second)
        visibility(file, ++group, first, second, -3 + time * 6.0 / TIMES, &status);
  int closed = status; /* closing must not hide what went wrong before it */
  fits_close_file(file, &closed);
  if (closed) return fits_failure(path, closed);
  printf("wrote %ld visibilities to %s\n", group, path);
  return 0;
}
