/* What the test programs share: checks that say where they failed, and the test issuer's keys and claims. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jwtcore.h"

#define ISSUER "https://issuer.test"
#define AUDIENCE "https://api.test"
/* A minute after most of testdata's tokens were issued. */
#define NOW 1767225660
#define CLAIMS "{\"iss\":\"" ISSUER "\",\"aud\":\"" AUDIENCE "\",\"sub\":\"7\",\"exp\":1767229200}"
/* A published secret, for tests only. */
#define SECRET "for tests only: a published secret of exactly sixty-four bytes.."

#define CHECK(condition)                                                              \
    do {                                                                              \
        if (!(condition)) {                                                           \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);           \
            exit(1);                                                                  \
        }                                                                             \
    } while (0)

/* Checks what a call answered, by the status's name. */
#define ANSWERS(call, name) answers((call), (name), #call, __FILE__, __LINE__)

static void answers(uint32_t status, const char *name, const char *call, const char *file, int line) {
    if (strcmp(jwtcore_status_name(status), name) != 0) {
        fprintf(stderr, "%s:%d: %s: %s (%s)\n", file, line, call, jwtcore_status_name(status),
                jwtcore_last_error_detail());
        exit(1);
    }
}

/* Begins a verifier of the test issuer's tokens; the caller adds keys. */
static uint64_t begin_verifier(void) {
    struct jwtcore_trust_options options;
    uint64_t builder;
    memset(&options, 0, sizeof options);
    options.struct_size = sizeof options;
    options.leeway_s = 30;
    ANSWERS(jwtcore_builder_new(NULL, &builder), "ok");
    ANSWERS(jwtcore_builder_trust(builder, &options), "ok");
    ANSWERS(jwtcore_builder_issuer(builder, ISSUER, strlen(ISSUER)), "ok");
    ANSWERS(jwtcore_builder_audience(builder, AUDIENCE, strlen(AUDIENCE)), "ok");
    return builder;
}

/* Describes a verifier under the test secret. */
static uint64_t begin_hs256(void) {
    uint64_t builder = begin_verifier();
    ANSWERS(jwtcore_builder_key(builder, JWTCORE_SOURCE_SECRET, JWTCORE_ALGORITHM_HS256, 0, SECRET, strlen(SECRET),
                                NULL, 0),
            "ok");
    return builder;
}

static uint64_t new_hs256_verifier(void) {
    uint64_t builder = begin_hs256(), verifier;
    ANSWERS(jwtcore_verifier_new(builder, &verifier), "ok");
    ANSWERS(jwtcore_builder_free(builder), "ok");
    return verifier;
}

/* Signs the test claims under the test secret; returns the token's length. */
static size_t sign_hs256(char *token, size_t cap) {
    uint64_t signer;
    size_t len;
    ANSWERS(jwtcore_signer_new(JWTCORE_SOURCE_SECRET, JWTCORE_ALGORITHM_HS256, SECRET, strlen(SECRET), NULL, 0, &signer),
            "ok");
    ANSWERS(jwtcore_sign(signer, CLAIMS, strlen(CLAIMS), NULL, 0, token, cap, &len), "ok");
    ANSWERS(jwtcore_signer_free(signer), "ok");
    return len;
}

/* Verifies a token of the test claims. */
static void verify_one(uint64_t verifier, const char *token, size_t len, const char *expected) {
    struct jwtcore_verified verified;
    char claims[2048];
    memset(&verified, 0, sizeof verified);
    verified.struct_size = sizeof verified;
    ANSWERS(jwtcore_verify(verifier, token, len, NOW, claims, sizeof claims, &verified), expected);
    if (verified.status == 0) {
        CHECK(verified.claims_len == strlen(CLAIMS) && memcmp(claims, CLAIMS, verified.claims_len) == 0);
        CHECK((verified.facts & JWTCORE_FACT_SUB_TEXT) != 0 && verified.sub_len == 1);
        CHECK(claims[verified.sub_offset] == '7');
    }
}

#endif
