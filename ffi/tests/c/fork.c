/* Forks after loading, after the first verification, after a batch, and again and again while threads are busy with
 * what the library keeps and with RSA keys. Each child must be able to do all that its parent can. */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

/* How many forks with busy threads: enough to hit each of their steps. */
enum { BUSY_THREADS = 4, BUSY_FORKS = 60, DEADLOCK_S = 20 };

static char token[1024];
static size_t token_len;
static uint64_t verifier;
static uint64_t rsa_signer;
static char rsa_pem[1024], rsa_token[1024];
static size_t rsa_pem_len, rsa_token_len;
/* The RSA verifier that each busy thread built last, and may be using for the first time. */
static volatile uint64_t newest[BUSY_THREADS];
static volatile int stop;

/* Makes text that depends on what is drawn at random, and returns its length. */
typedef size_t (*draw)(uint64_t signer, char *out, size_t cap);

static size_t draws_a_key(uint64_t unused, char *out, size_t cap) {
    uint64_t key;
    size_t len;
    (void)unused;
    ANSWERS(jwtcore_key_generate(JWTCORE_ALGORITHM_EDDSA, 0, NULL, 0, &key), "ok");
    ANSWERS(jwtcore_key_export(key, JWTCORE_EXPORT_PRIVATE_JWK, out, cap, &len), "ok");
    ANSWERS(jwtcore_key_free(key), "ok");
    return len;
}

static size_t draws_a_salt(uint64_t signer, char *out, size_t cap) {
    size_t len;
    ANSWERS(jwtcore_sign_jws(signer, "payload", 7, NULL, 0, out, cap, &len), "ok");
    return len;
}

/* All that a process does, from nothing and with what it inherited. */
static void works(uint64_t inherited) {
    uint64_t builder = begin_hs256(), shared, own, key;
    char made[1024], random[16];
    size_t made_len;
    if (inherited != 0) {
        verify_one(inherited, token, token_len, "ok");
    }
    if (rsa_signer != 0) {
        draws_a_salt(rsa_signer, made, sizeof made);
    }
    ANSWERS(jwtcore_verifier_shared(builder, &shared), "ok");
    ANSWERS(jwtcore_verifier_new(builder, &own), "ok");
    made_len = sign_hs256(made, sizeof made);
    verify_one(shared, made, made_len, "ok");
    verify_one(own, made, made_len, "ok");
    ANSWERS(jwtcore_key_generate(JWTCORE_ALGORITHM_ES256, 0, NULL, 0, &key), "ok");
    ANSWERS(jwtcore_key_free(key), "ok");
    ANSWERS(jwtcore_random(random, sizeof random), "ok");
    ANSWERS(jwtcore_verifier_free(own), "ok");
    ANSWERS(jwtcore_builder_free(builder), "ok");
}

/* Runs the work in a child, which a deadlock would have killed by a signal. */
static void works_in_a_child(uint64_t inherited) {
    int status, at;
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        alarm(DEADLOCK_S);
        for (at = 0; at < BUSY_THREADS && newest[at] != 0; at++) {
            verify_one(newest[at], rsa_token, rsa_token_len, "ok");
        }
        works(inherited);
        /* Without the exit handlers of the parent, as FPM's workers end. */
        _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* A parent and its child draw differently, also where the source was in use before the fork. */
static void draws_differ(draw made, uint64_t signer) {
    char own[1024], theirs[1024];
    size_t own_len, their_len;
    int ends[2], status;
    pid_t child;
    made(signer, own, sizeof own);
    CHECK(pipe(ends) == 0);
    child = fork();
    CHECK(child >= 0);
    own_len = made(signer, own, sizeof own);
    if (child == 0) {
        _exit(write(ends[1], own, own_len) == (ssize_t)own_len ? 0 : 1);
    }
    CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    their_len = (size_t)read(ends[0], theirs, sizeof theirs);
    CHECK(their_len == own_len && memcmp(own, theirs, own_len) != 0);
    close(ends[0]);
    close(ends[1]);
}

/* An RSA key: a signer whose signatures hold a random salt, the public key, and a token. */
static void make_rsa_key(void) {
    uint64_t key;
    char pem[4096];
    size_t len;
    ANSWERS(jwtcore_key_generate(JWTCORE_ALGORITHM_PS256, 2048, NULL, 0, &key), "ok");
    ANSWERS(jwtcore_key_export(key, JWTCORE_EXPORT_PRIVATE_PEM, pem, sizeof pem, &len), "ok");
    ANSWERS(jwtcore_key_export(key, JWTCORE_EXPORT_PUBLIC_PEM, rsa_pem, sizeof rsa_pem, &rsa_pem_len), "ok");
    ANSWERS(jwtcore_key_free(key), "ok");
    ANSWERS(jwtcore_signer_new(JWTCORE_SOURCE_KEYS, JWTCORE_ALGORITHM_PS256, pem, len, NULL, 0, &rsa_signer), "ok");
    ANSWERS(jwtcore_sign(rsa_signer, CLAIMS, strlen(CLAIMS), NULL, 0, rsa_token, sizeof rsa_token, &rsa_token_len), "ok");
}

/* Handles that parent and child make after a fork are foreign to each other. */
static void handles_differ(void) {
    uint64_t own, theirs;
    int ends[2], status;
    pid_t child;
    CHECK(pipe(ends) == 0);
    child = fork();
    CHECK(child >= 0);
    own = new_hs256_verifier();
    if (child == 0) {
        _exit(write(ends[1], &own, sizeof own) == (ssize_t)sizeof own ? 0 : 1);
    }
    CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    CHECK(read(ends[0], &theirs, sizeof theirs) == (ssize_t)sizeof theirs);
    CHECK(own != theirs);
    verify_one(theirs, token, token_len, "bad-handle");
    ANSWERS(jwtcore_verifier_free(own), "ok");
    close(ends[0]);
    close(ends[1]);
}

/* Works, and builds one RSA verifier after the other. */
static void *busy(void *own_place) {
    volatile uint64_t *place = own_place;
    while (!stop) {
        uint64_t builder = begin_verifier(), built, last = *place;
        ANSWERS(jwtcore_builder_key(builder, JWTCORE_SOURCE_KEYS, JWTCORE_ALGORITHM_PS256, 0, rsa_pem, rsa_pem_len, NULL,
                                    0),
                "ok");
        ANSWERS(jwtcore_verifier_new(builder, &built), "ok");
        ANSWERS(jwtcore_builder_free(builder), "ok");
        *place = built;
        verify_one(built, rsa_token, rsa_token_len, "ok");
        if (last != 0) {
            ANSWERS(jwtcore_verifier_free(last), "ok");
        }
        works(verifier);
    }
    return NULL;
}

static void verifies_a_batch(void) {
    struct jwtcore_bytes tokens[2];
    struct jwtcore_verified verified[2];
    char claims[2048];
    memset(verified, 0, sizeof verified);
    tokens[0].data = tokens[1].data = token;
    tokens[0].len = tokens[1].len = token_len;
    verified[0].struct_size = verified[1].struct_size = sizeof verified[0];
    ANSWERS(jwtcore_verify_batch(verifier, tokens, 2, NOW, claims, sizeof claims, verified), "ok");
    CHECK(verified[0].status == 0 && verified[1].status == 0);
}

int main(void) {
    pthread_t threads[BUSY_THREADS];
    int at;
    /* Nothing of the library has run in the parent yet. */
    works_in_a_child(0);
    token_len = sign_hs256(token, sizeof token);
    verifier = new_hs256_verifier();
    verify_one(verifier, token, token_len, "ok");
    works_in_a_child(verifier);
    verifies_a_batch();
    works_in_a_child(verifier);
    draws_differ(draws_a_key, 0);
    make_rsa_key();
    draws_differ(draws_a_salt, rsa_signer);
    handles_differ();
    for (at = 0; at < BUSY_THREADS; at++) {
        CHECK(pthread_create(&threads[at], NULL, busy, (void *)(uintptr_t)&newest[at]) == 0);
    }
    for (at = 0; at < BUSY_FORKS; at++) {
        works_in_a_child(verifier);
    }
    stop = 1;
    for (at = 0; at < BUSY_THREADS; at++) {
        CHECK(pthread_join(threads[at], NULL) == 0);
        ANSWERS(jwtcore_verifier_free(newest[at]), "ok");
    }
    ANSWERS(jwtcore_signer_free(rsa_signer), "ok");
    ANSWERS(jwtcore_verifier_free(verifier), "ok");
    return 0;
}
