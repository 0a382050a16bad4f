/* Random numbers: xorshift64* (Vigna, 2016), small, fast and the same everywhere. */
#ifndef CDO_SHARE_RANDOM_H
#define CDO_SHARE_RANDOM_H

#include <stdint.h>

typedef struct { uint64_t state; } Random;

/* Starts a stream; equal seeds give equal streams. */
static inline void random_start(Random *random, uint64_t seed) {
    random->state = (seed + 1) * 0x9E3779B97F4A7C15ULL;
    if (random->state == 0) random->state = 1;
}

static inline uint64_t random_next(Random *random) {
    uint64_t x = random->state;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    random->state = x;
    return x * 0x2545F4914F6CDD1DULL;
}

/* A whole number from 0 to below `count`, count at least 1. */
static inline int random_below(Random *random, int count) {
    return (int)(((random_next(random) >> 32) * (uint64_t)count) >> 32);
}

/* A real number from 0 to below 1. */
static inline double random_share(Random *random) {
    return (double)(random_next(random) >> 11) * 0x1.0p-53;
}

#endif
