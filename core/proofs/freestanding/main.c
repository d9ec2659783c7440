/* Runs the proof on a thread whose stack is painted before each step, and prints how much of it each step used.
 *
 * Prints one line a step, with tabs: "ok" or "FAILED", subject, action, bytes of stack, 0 (instructions are not
 * counted here), and the number of the error. Exit 0 when all passed. */
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    WORDS = 1 << 17, /* 1 MiB: many times what any step uses */
    MARGIN = 64      /* words that are not painted: what painting and looking themselves may stand on */
};
static const uint64_t PAINT = UINT64_C(0xC5C5C5C5C5C5C5C5);

struct text {
    const char *start;
    size_t len;
};
struct callbacks {
    void (*before)(void);
    void (*after)(struct text subject, struct text action, uint32_t failure);
};
bool jwtcore_proof(const struct callbacks *callbacks);

static uint64_t *stack;
static volatile uint64_t *painted_end;

/* Paints from the stack's end to just below this frame, and so below that of the caller, which takes the step next. */
static void before(void) {
    painted_end = (uint64_t *)__builtin_frame_address(0) - MARGIN;
    for (volatile uint64_t *word = stack; word < painted_end; word++) *word = PAINT;
}

static size_t used(void) {
    volatile uint64_t *lowest = stack;
    while (lowest < painted_end && *lowest == PAINT) lowest++;
    return (size_t)(painted_end + MARGIN - lowest) * sizeof *lowest;
}

static void after(struct text subject, struct text action, uint32_t failure) {
    size_t bytes = used();
    printf("%s\t%.*s\t%.*s\t%zu\t0\t%lu\n", failure == 0 ? "ok" : "FAILED", (int)subject.len, subject.start,
           (int)action.len, action.start, bytes, (unsigned long)failure);
}

static void *run(void *passed) {
    const struct callbacks callbacks = {before, after};
    *(bool *)passed = jwtcore_proof(&callbacks);
    return NULL;
}

int main(void) {
    bool passed = false;
    pthread_t thread;
    pthread_attr_t attributes;
    const size_t len = WORDS * sizeof *stack;
    void *memory;
    if (posix_memalign(&memory, 4096, len) != 0) return 2;
    stack = memory;
    if (pthread_attr_init(&attributes) != 0 || pthread_attr_setstack(&attributes, stack, len) != 0) return 2;
    if (pthread_create(&thread, &attributes, run, &passed) != 0 || pthread_join(thread, NULL) != 0) return 2;
    return passed ? 0 : 1;
}
