/* What C programs do wrong: NULLs, short buffers, stale handles, structures of other sizes. Each answers a status. */
#include "check.h"

/* In libraries that are built for tests only, and in no header. */
uint32_t jwtcore_inject_panic(char *out, size_t out_cap, size_t *out_len);

static void nulls(void) {
    struct jwtcore_verified verified;
    uint64_t verifier = new_hs256_verifier();
    size_t len = 7;
    memset(&verified, 0, sizeof verified);
    verified.struct_size = sizeof verified;
    ANSWERS(jwtcore_verify(verifier, NULL, 0, NOW, NULL, 0, &verified), "not-compact");
    ANSWERS(jwtcore_verify(verifier, NULL, 1, NOW, NULL, 0, &verified), "bad-pointer");
    ANSWERS(jwtcore_verify(verifier, "a.b.c", 5, NOW, NULL, 1, &verified), "bad-pointer");
    ANSWERS(jwtcore_verify(verifier, "a.b.c", 5, NOW, NULL, 0, NULL), "bad-pointer");
    ANSWERS(jwtcore_builder_new(NULL, NULL), "bad-pointer");
    ANSWERS(jwtcore_sign(1, NULL, 0, NULL, 0, NULL, 1, &len), "bad-pointer");
    CHECK(len == 0);
    ANSWERS(jwtcore_verifier_free(verifier), "ok");
}

static void short_buffers(void) {
    char token[1024];
    size_t len = sign_hs256(token, sizeof token), cap;
    uint64_t verifier = new_hs256_verifier();
    for (cap = 0; cap <= len; cap++) {
        struct jwtcore_verified verified;
        char *claims = malloc(cap == 0 ? 1 : cap);
        uint32_t status;
        CHECK(claims != NULL);
        memset(&verified, 0, sizeof verified);
        verified.struct_size = sizeof verified;
        status = jwtcore_verify(verifier, token, len, NOW, claims, cap, &verified);
        CHECK(status == 0 || (status == JWTCORE_STATUS_BUFFER_TOO_SMALL && verified.claims_len > cap));
        CHECK(cap < len || status == 0);
        free(claims);
    }
    ANSWERS(jwtcore_verifier_free(verifier), "ok");
}

static void stale_handles(void) {
    char token[1024];
    size_t len = sign_hs256(token, sizeof token);
    uint64_t verifier = new_hs256_verifier();
    verify_one(verifier, token, len, "ok");
    ANSWERS(jwtcore_signer_free(verifier), "bad-handle");
    ANSWERS(jwtcore_verifier_free(verifier), "ok");
    ANSWERS(jwtcore_verifier_free(verifier), "bad-handle");
    verify_one(verifier, token, len, "bad-handle");
    verify_one(0, token, len, "bad-handle");
    verify_one(UINT64_MAX, token, len, "bad-handle");
}

/* Each structure in memory of exactly the size that it says, so that a read beyond it is found. */
static void structures_of_every_size(void) {
    size_t size, known = sizeof(struct jwtcore_trust_options);
    for (size = sizeof(size_t); size <= known + 16; size++) {
        uint64_t builder;
        char *options = calloc(1, size);
        CHECK(options != NULL);
        memcpy(options, &size, sizeof size);
        ANSWERS(jwtcore_builder_new(NULL, &builder), "ok");
        ANSWERS(jwtcore_builder_trust(builder, (const struct jwtcore_trust_options *)(const void *)options),
                size < known ? "bad-struct-size" : "ok");
        options[size - 1] |= (char)(size > known);
        if (size > known) {
            ANSWERS(jwtcore_builder_trust(builder, (const struct jwtcore_trust_options *)(const void *)options),
                    "bad-struct-size");
        }
        ANSWERS(jwtcore_builder_free(builder), "ok");
        free(options);
    }
}

static void panics(void) {
    char out[16];
    size_t len = 7, at;
    memset(out, 'x', sizeof out);
    ANSWERS(jwtcore_inject_panic(out, sizeof out, &len), "panic-caught");
    CHECK(len == 0);
    for (at = 0; at < sizeof out; at++) {
        CHECK(out[at] == 0);
    }
}

int main(void) {
    nulls();
    short_buffers();
    stale_handles();
    structures_of_every_size();
    panics();
    return 0;
}
