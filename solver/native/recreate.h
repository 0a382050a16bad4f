/* Serve demands anew, the dearest hours of all of them first. */
#ifndef CDO_SHARE_RECREATE_H
#define CDO_SHARE_RECREATE_H

#include "ruin.h"

/* Serves the touched demands as long as that spares points. */
void recreate(Ruin *ruin);

#endif
