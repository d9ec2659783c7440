// The header in a C++ program, wrapped as C++ wants it.
extern "C" {
#include "jwtcore.h"
}

#include <cstring>
#include <string>

int main() {
    jwtcore_verified verified = {};
    verified.struct_size = sizeof verified;
    std::string token = "a.b.c", claims(token.size(), '?');
    uint32_t status = jwtcore_verify(1, token.data(), token.size(), 0, &claims[0], claims.size(), &verified);
    return status == JWTCORE_STATUS_BAD_HANDLE && std::strcmp(jwtcore_status_name(status), "bad-handle") == 0 ? 0 : 1;
}
