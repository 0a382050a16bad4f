/* What a trial takes away, and which demands it then serves anew. */
#ifndef CDO_SHARE_RUIN_H
#define CDO_SHARE_RUIN_H

#include "insert.h"

enum { RUIN_KINDS = 8, GIVEN_UP = 2 };

/* The demands that a trial touches; each once. */
typedef struct {
    int32_t *demands;
    uint8_t *is_in;   /* Per demand: 0, 1, or GIVEN_UP where nobody can serve it more. */
    int32_t count;
} Touched;

typedef struct {
    Desk *desk;
    Touched touched;
    int32_t shares[RUIN_KINDS];  /* How often each kind is drawn. */
    int32_t orders[6];           /* How often each order of service is drawn. */
    int32_t most_demands;        /* The most demands of a CDO that are taken away whole. */
    int32_t newcomers;           /* Demands not fully served that may come in. */
    int32_t near_percent;        /* How often the nearest of some CDOs is drawn. */
    double limit;                /* The most points of a trial that is worth its end. */
    int32_t *draw;               /* Room for drawing demands, and for their ranks. */
    double *ranks;
} Ruin;

bool ruin_make(Ruin *ruin, Desk *desk);
void ruin_free(Ruin *ruin);
/* Takes visits away and notes the demands to be served anew. */
void ruin_some(Ruin *ruin);
/* Puts a visit of a demand where others are in the way, who go. */
void push_in(Ruin *ruin, int demand);

/* Takes one visit away if this search may, and notes its demand. */
void take_away(Ruin *ruin, int demand, int day);
/* Draws a demand that somebody could serve, the worse served of two more often than not; or -1. */
int draw_seed(Ruin *ruin);
/* Draws an open CDO of those who serve a demand; -1 where there is none. */
int draw_serving(Ruin *ruin, int demand);
/* Draws an open CDO of a demand but one, often one who serves it, rather one who lives near; -1
   where none is found. */
int draw_cdo(Ruin *ruin, int demand, int other);
void touch(Touched *touched, int demand);
void touched_clear(Touched *touched);

static inline int below(Ruin *ruin, int count) {
    return random_below(&ruin->desk->random, count);
}

#endif
