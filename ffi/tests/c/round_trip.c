/* A program as users write it: keys from files, verify, refuse, sign, many at once, make keys, publish them. */
#include "check.h"

/* A file of testdata, whose folder is the program's argument. Free it. */
static char *read_file(const char *folder, const char *name, size_t *len) {
    char path[1024];
    FILE *file;
    char *bytes = malloc(1 << 16);
    CHECK(bytes != NULL);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    *len = fread(bytes, 1, 1 << 16, file);
    fclose(file);
    return bytes;
}

static void verifies_a_token_of_testdata(const char *folder) {
    size_t pem_len, token_len;
    char *pem = read_file(folder, "keys/rsa-2048.pem", &pem_len);
    char *token = read_file(folder, "tokens/pyjwt-rs256.jwt", &token_len);
    uint64_t builder = begin_verifier(), verifier;
    struct jwtcore_verified verified;
    char *claims = malloc(token_len);
    CHECK(claims != NULL);
    ANSWERS(jwtcore_builder_key(builder, JWTCORE_SOURCE_KEYS, JWTCORE_ALGORITHM_RS256, 0, pem, pem_len, NULL, 0), "ok");
    ANSWERS(jwtcore_verifier_new(builder, &verifier), "ok");
    memset(&verified, 0, sizeof verified);
    verified.struct_size = sizeof verified;
    ANSWERS(jwtcore_verify(verifier, token, token_len, NOW, claims, token_len, &verified), "ok");
    CHECK(verified.algorithm == JWTCORE_ALGORITHM_RS256 && claims[0] == '{');
    CHECK(strcmp(jwtcore_algorithm_name(verified.algorithm), "RS256") == 0);
    token[token_len / 2] ^= 1;
    CHECK(jwtcore_verify(verifier, token, token_len, NOW, claims, token_len, &verified) != 0);
    CHECK(claims[0] == 0 && jwtcore_status_class(verified.status) == JWTCORE_CLASS_TOKEN);
    ANSWERS(jwtcore_verifier_free(verifier), "ok");
    ANSWERS(jwtcore_builder_free(builder), "ok");
    free(claims);
    free(token);
    free(pem);
}

static void shares_a_verifier(void) {
    uint64_t builder = begin_hs256(), first, second;
    char token[1024];
    size_t len = sign_hs256(token, sizeof token);
    ANSWERS(jwtcore_verifier_shared(builder, &first), "ok");
    ANSWERS(jwtcore_builder_free(builder), "ok");
    builder = begin_hs256();
    ANSWERS(jwtcore_verifier_shared(builder, &second), "ok");
    ANSWERS(jwtcore_builder_free(builder), "ok");
    CHECK(first == second);
    verify_one(first, token, len, "ok");
    ANSWERS(jwtcore_verifier_free(first), "bad-handle");
}

static void verifies_many_at_once(void) {
    enum { COUNT = 16 };
    struct jwtcore_bytes tokens[COUNT];
    struct jwtcore_verified verified[COUNT];
    char token[1024], claims[COUNT * 1024];
    size_t len = sign_hs256(token, sizeof token), at;
    uint64_t verifier = new_hs256_verifier();
    memset(verified, 0, sizeof verified);
    for (at = 0; at < COUNT; at++) {
        tokens[at].data = token;
        tokens[at].len = at == 5 ? len - 1 : len;
        verified[at].struct_size = sizeof verified[at];
    }
    ANSWERS(jwtcore_verify_batch(verifier, tokens, COUNT, NOW, claims, sizeof claims, verified), "ok");
    for (at = 0; at < COUNT; at++) {
        CHECK((verified[at].status == 0) == (at != 5));
        CHECK(at == 5 || memcmp(claims + verified[at].claims_offset, CLAIMS, strlen(CLAIMS)) == 0);
    }
    ANSWERS(jwtcore_verifier_free(verifier), "ok");
}

/* Makes a key, publishes it, signs with it, and verifies with what was published. */
static void makes_a_key(uint32_t algorithm, uint32_t rsa_bits) {
    uint64_t key, signer, builder = begin_verifier(), verifier;
    char private_pem[4096], jwks[2048], token[2048];
    size_t pem_len, jwks_len, token_len;
    ANSWERS(jwtcore_key_generate(algorithm, rsa_bits, "k1", 2, &key), "ok");
    ANSWERS(jwtcore_key_export(key, JWTCORE_EXPORT_PRIVATE_PEM, private_pem, sizeof private_pem, &pem_len), "ok");
    ANSWERS(jwtcore_jwks(&key, 1, jwks, sizeof jwks, &jwks_len), "ok");
    ANSWERS(jwtcore_key_free(key), "ok");
    ANSWERS(jwtcore_signer_new(JWTCORE_SOURCE_KEYS, algorithm, private_pem, pem_len, "k1", 2, &signer), "ok");
    ANSWERS(jwtcore_sign(signer, CLAIMS, strlen(CLAIMS), "at+jwt", 6, token, sizeof token, &token_len), "ok");
    ANSWERS(jwtcore_builder_typ(builder, "at+jwt", 6), "ok");
    ANSWERS(jwtcore_builder_key(builder, JWTCORE_SOURCE_KEYS, algorithm, 0, jwks, jwks_len, NULL, 0), "ok");
    ANSWERS(jwtcore_verifier_new(builder, &verifier), "ok");
    verify_one(verifier, token, token_len, "ok");
    ANSWERS(jwtcore_verifier_free(verifier), "ok");
    ANSWERS(jwtcore_builder_free(builder), "ok");
    ANSWERS(jwtcore_signer_free(signer), "ok");
}

static void verifies_a_payload(void) {
    struct jwtcore_verifier_options options;
    struct jwtcore_verified verified;
    uint64_t builder, verifier, signer;
    char token[256], payload[256];
    size_t len;
    memset(&options, 0, sizeof options);
    options.struct_size = sizeof options;
    options.flags = JWTCORE_VERIFIER_FLAG_JWS;
    memset(&verified, 0, sizeof verified);
    verified.struct_size = sizeof verified;
    ANSWERS(jwtcore_builder_new(&options, &builder), "ok");
    ANSWERS(jwtcore_builder_trust(builder, NULL), "ok");
    ANSWERS(jwtcore_builder_key(builder, JWTCORE_SOURCE_SECRET, JWTCORE_ALGORITHM_HS256, 0, SECRET, strlen(SECRET),
                                NULL, 0),
            "ok");
    ANSWERS(jwtcore_verifier_new(builder, &verifier), "ok");
    ANSWERS(jwtcore_signer_new(JWTCORE_SOURCE_SECRET, JWTCORE_ALGORITHM_HS256, SECRET, strlen(SECRET), NULL, 0, &signer),
            "ok");
    ANSWERS(jwtcore_sign_jws(signer, "a\0b", 3, NULL, 0, token, sizeof token, &len), "ok");
    ANSWERS(jwtcore_verify_jws(verifier, token, len, payload, sizeof payload, &verified), "ok");
    CHECK(verified.claims_len == 3 && memcmp(payload, "a\0b", 3) == 0);
    ANSWERS(jwtcore_signer_free(signer), "ok");
    ANSWERS(jwtcore_verifier_free(verifier), "ok");
    ANSWERS(jwtcore_builder_free(builder), "ok");
}

static void derives_a_store_key(void) {
    char key[48], jti[16];
    size_t len;
    ANSWERS(jwtcore_random(jti, sizeof jti), "ok");
    ANSWERS(jwtcore_denied_key(NULL, 0, ISSUER, strlen(ISSUER), "7", 1, "3f0c", 4, key, sizeof key, &len), "ok");
    CHECK(len == 48 && memcmp(key, "jwtcore:1:{", 11) == 0);
}

int main(int argc, char **argv) {
    CHECK(argc == 2 && jwtcore_abi_version() == 1);
    verifies_a_token_of_testdata(argv[1]);
    shares_a_verifier();
    verifies_many_at_once();
    makes_a_key(JWTCORE_ALGORITHM_ES256, 0);
    makes_a_key(JWTCORE_ALGORITHM_EDDSA, 0);
    makes_a_key(JWTCORE_ALGORITHM_PS256, 2048);
    verifies_a_payload();
    derives_a_store_key();
    return 0;
}
