#ifndef UV_H
#define UV_H

enum { RANDOM_PARAMETERS = 5 };           /* UU, VV, WW, BASELINE, DATE in front of each visibility */
#define SPEED_OF_LIGHT 299792458.0        /* metres per second */

/* Both return 0, or print what went wrong and return 1. */
int simulate(const char *path);
int summarise(const char *path);

/* Prints CFITSIO's own words for a status. */
int fits_failure(const char *path, int status);

#endif
