/* What a trial takes away, and which demands it then serves anew. */
#ifndef CDO_SHARE_RUIN_H
#define CDO_SHARE_RUIN_H

#include "insert.h"

enum { RUIN_KINDS = 8 };

/* The demands that a trial touches; each once. */
typedef struct {
    int32_t *demands;
    uint8_t *is_in;   /* Per demand. */
    int32_t count;
} Touched;

typedef struct {
    Desk *desk;
    Touched touched;
    int32_t shares[RUIN_KINDS];  /* How often each kind is drawn. */
    int32_t orders[6];           /* How often each order of service is drawn. */
    int32_t most_demands;        /* The most demands of a CDO that are taken away whole. */
    int32_t newcomers;           /* Demands not fully served that may come in. */
    int32_t *draw;               /* Room for drawing demands, and for their ranks. */
    double *ranks;
} Ruin;

bool ruin_make(Ruin *ruin, Desk *desk);
void ruin_free(Ruin *ruin);
/* Takes visits away and notes the demands to be served anew. */
void ruin_some(Ruin *ruin);
void touch(Touched *touched, int demand);
void touched_clear(Touched *touched);

#endif
