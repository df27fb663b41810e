// expat, for the XML within Excel workbooks.
#ifndef LUODI_CEXPAT_SHIM_H
#define LUODI_CEXPAT_SHIM_H

#include <expat.h>

#endif
