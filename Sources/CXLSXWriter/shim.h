// libxlsxwriter, for the workbooks that reports write.
#ifndef LUODI_CXLSXWRITER_SHIM_H
#define LUODI_CXLSXWRITER_SHIM_H

#include <xlsxwriter.h>

#endif
