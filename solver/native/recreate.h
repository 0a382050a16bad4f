/* Serve demands anew, the dearest hours of all of them first. */
#ifndef CDO_SHARE_RECREATE_H
#define CDO_SHARE_RECREATE_H

#include "ruin.h"

/* Serves the touched demands as long as that spares points. */
void recreate(Ruin *ruin);
/* The same in the order that is best for a first plan: those whom few can serve come first. */
void serve_all(Ruin *ruin);

#endif
