/* Eight threads on one verifier, while others build, share and free. */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>

#include "check.h"

enum { THREADS = 8, ROUNDS = 100 };

static uint64_t verifier;
static char token[1024], tampered[1024];
static size_t token_len;

static void *verifies(void *unused) {
    int round;
    for (round = 0; round < ROUNDS; round++) {
        verify_one(verifier, token, token_len, "ok");
        verify_one(verifier, tampered, token_len, "invalid-signature");
    }
    return unused;
}

static void *builds(void *unused) {
    int round;
    for (round = 0; round < ROUNDS; round++) {
        uint64_t builder = begin_hs256(), shared, own;
        ANSWERS(jwtcore_verifier_shared(builder, &shared), "ok");
        ANSWERS(jwtcore_verifier_new(builder, &own), "ok");
        verify_one(shared, token, token_len, "ok");
        verify_one(own, token, token_len, "ok");
        ANSWERS(jwtcore_verifier_free(own), "ok");
        ANSWERS(jwtcore_builder_free(builder), "ok");
    }
    return unused;
}

int main(void) {
    pthread_t threads[THREADS + 2];
    int at;
    token_len = sign_hs256(token, sizeof token);
    memcpy(tampered, token, token_len);
    tampered[token_len - 10] = (char)(tampered[token_len - 10] == 'A' ? 'B' : 'A');
    verifier = new_hs256_verifier();
    for (at = 0; at < THREADS + 2; at++) {
        CHECK(pthread_create(&threads[at], NULL, at < THREADS ? verifies : builds, NULL) == 0);
    }
    for (at = 0; at < THREADS + 2; at++) {
        CHECK(pthread_join(threads[at], NULL) == 0);
    }
    ANSWERS(jwtcore_verifier_free(verifier), "ok");
    return 0;
}
