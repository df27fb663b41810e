// libzip, for the archives that Excel workbooks are.
#ifndef LUODI_CZIP_SHIM_H
#define LUODI_CZIP_SHIM_H

#include <zip.h>

#endif
