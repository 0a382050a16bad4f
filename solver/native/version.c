/* What the Python side asks first: whether this library speaks its language. */
#include "export.h"

enum { INTERFACE = 1 };

EXPORT int native_interface(void) { return INTERFACE; }
