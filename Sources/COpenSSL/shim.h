// OpenSSL's digests, for the fingerprints of input files.
#ifndef LUODI_COPENSSL_SHIM_H
#define LUODI_COPENSSL_SHIM_H

#include <openssl/sha.h>

#endif
