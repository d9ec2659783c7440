//! libjwtcore: verify and sign JSON Web Tokens from C and from whatever calls C.
//!
//! `include/jwtcore.h` is made from this crate, and `docs/c.md` is its guide. Every exported function keeps these
//! conventions, and each convention has its tests.
//!
//! 1. **Status.** A call answers a `uint32_t`: 0, or a number of `testdata/errors.json`. Numbers never change their
//!    meaning. `jwtcore_last_error_detail` says more, per thread.
//! 2. **Handles are numbers**, never pointers: 47 bits that no other handle had, and 16 that say where it stands; below
//!    2^63 and never 0. A stale, foreign or twice-freed one answers `bad-handle`, and so does one of another kind.
//!    Whatever `_new` made is owned and freed with its `_free`. Whatever `_shared` lent, nobody frees.
//! 3. **Pointers** are checked: for NULL, alignment, and outputs that overlap. NULL is legal with length 0; where an
//!    argument may be left out, NULL says so. What a caller vouches for is that the memory is there.
//! 4. **Bytes** come with their length, and embedded NULs are bytes like others. They are `const char *`, because
//!    PHP's FFI takes its strings for that and nothing else. Texts are UTF-8.
//! 5. **Outputs** are the caller's memory, which need not be initialized. On failure every output is zeroed, whole. A
//!    buffer that is too small answers `buffer-too-small` and the length that is enough.
//! 6. **Structures** begin with `struct_size`. One that is smaller than its first version is refused, and so is one
//!    whose unknown end is not all zeros: the caller asked for something that this library does not know.
//! 7. **No panic crosses.** It is caught, the outputs are zeroed, and the status is `panic-caught`.
//! 8. **Threads.** What is built is immutable and shared by any number of threads; a call that is running keeps its
//!    object alive while another frees it. A builder belongs to one thread at a time: `handle-busy`.
//! 9. **Fork.** Nothing starts at load, no thread or held lock outlives a call, and the tables behind the handles are
//!    free of locks: a child can use whatever its parent had built, also if the parent's threads were busy. A fork waits
//!    for RSA signatures and new RSA keys that other threads are making.
//!
//! Unsafe code stands in [`boundary`](self) alone, and in the signatures of what is exported.
#![deny(unsafe_code)]

mod abi;
mod algorithms;
mod aliases;
mod backend;
mod boundary;
mod building;
mod described;
mod description;
mod detail;
mod digest;
mod facts;
mod fault;
mod fork_gate;
mod handles;
mod key_material;
mod names;
mod objects;
mod shared;
mod status;
mod types;

pub use abi::*;
pub use status::JwtcoreStatus;
pub use types::*;
