/* Marks the functions that Python calls; all others stay inside the library. */
#ifndef CDO_SHARE_EXPORT_H
#define CDO_SHARE_EXPORT_H

#if defined(_WIN32)
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

#endif
