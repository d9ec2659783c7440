//! The one place of unsafe code: the caller's pointers become slices and values here, outputs are zeroed when a call
//! fails, and panics become a status.
//!
//! A [`Call`] exists only while an exported function runs. Its methods take the raw pointers that the function was
//! given: they check what can be checked, and rely for the rest on what the header asks of callers. What they hand out
//! cannot outlive the call.
#![allow(unsafe_code, reason = "this is the boundary")]

use core::cell::Cell;
use core::ffi::{CStr, c_char};
use core::marker::PhantomData;
use core::{ptr, slice, str};
use std::panic::{AssertUnwindSafe, catch_unwind};

use jwtcore::Error;

use crate::detail;
use crate::fault::Fault;
use crate::types::{Bytes, Skipped, TrustOptions, Verified, VerifierOptions};

/// The largest structure that is believed: a larger `struct_size` is an uninitialized one.
const MAX_STRUCT_SIZE: usize = 4096;
/// The greatest number of outputs that a function has.
const MAX_OUTPUTS: usize = 4;

/// A type of the header whose every byte pattern is a value.
///
/// # Safety
/// `repr(C)` or primitive; any bytes are a valid value.
pub(crate) unsafe trait Plain: Copy {}

// SAFETY: integers.
unsafe impl Plain for u64 {}
// SAFETY: integers.
unsafe impl Plain for usize {}
// SAFETY: integers.
unsafe impl Plain for Skipped {}
// SAFETY: a pointer and an integer; the pointer is followed through `Call::bytes` only.
unsafe impl Plain for Bytes {}

/// A structure of options. It begins with its `struct_size`.
///
/// # Safety
/// As [`Plain`], and the first field is `struct_size: usize`.
pub(crate) unsafe trait Options: Copy + Default {
    /// The size of the structure in the interface's first version.
    const FIRST_SIZE: usize = size_of::<Self>();
}

// SAFETY: integers, `struct_size` first.
unsafe impl Options for VerifierOptions {}
// SAFETY: integers, `struct_size` first.
unsafe impl Options for TrustOptions {}

/// Runs the body of an exported function and answers its status. Where it fails or panics, every output that it took
/// is zeroed, but for the length that a buffer needs.
pub(crate) fn call(body: impl for<'c> FnOnce(&Call<'c>) -> Result<(), Fault>) -> u32 {
    let call = Call { outputs: Cell::new([None; MAX_OUTPUTS]), lifetime: PhantomData };
    let outcome = catch_unwind(AssertUnwindSafe(|| body(&call))).unwrap_or(Err(Fault::of(Error::PanicCaught, "")));
    match outcome {
        Ok(()) => 0,
        Err(fault) => {
            call.clear_outputs(&fault);
            detail::set(fault.detail());
            fault.error.number()
        }
    }
}

/// Runs the body of an exported function that answers static text; nothing, should it panic.
pub(crate) fn static_text(body: impl FnOnce() -> *const c_char) -> *const c_char {
    const NOTHING: &CStr = c"";
    catch_unwind(AssertUnwindSafe(body)).unwrap_or(NOTHING.as_ptr())
}

/// Has functions called before and after each fork of the process. Without memory for that, forks go untold.
#[cfg(unix)]
pub(crate) fn at_fork(before: extern "C" fn(), after_in_parent: extern "C" fn(), after_in_child: extern "C" fn()) {
    type Handler = Option<extern "C" fn()>;
    // SAFETY: POSIX's function, in the C library that the standard library links with.
    unsafe extern "C" {
        fn pthread_atfork(before: Handler, after_in_parent: Handler, after_in_child: Handler) -> core::ffi::c_int;
    }
    // SAFETY: the functions are there as long as the process: the library is never unloaded.
    let _out_of_memory = unsafe { pthread_atfork(Some(before), Some(after_in_parent), Some(after_in_child)) };
}

/// Processes do not fork here.
#[cfg(not(unix))]
pub(crate) fn at_fork(_: extern "C" fn(), _: extern "C" fn(), _: extern "C" fn()) {}

/// One call of an exported function, from the conversion of its first pointer to its end.
pub(crate) struct Call<'c> {
    outputs: Cell<[Option<Output>; MAX_OUTPUTS]>,
    lifetime: PhantomData<Cell<&'c ()>>,
}

/// Memory of the caller's that the call writes to.
#[derive(Clone, Copy)]
struct Output {
    start: *mut u8,
    len: usize,
    kind: OutputKind,
}

#[derive(Clone, Copy)]
enum OutputKind {
    Plain,
    /// A length, which receives what a too small buffer needs.
    Length(*mut usize),
    /// Verdicts of this size each, which keep it.
    Verdicts(usize),
}

impl<'c> Call<'c> {
    /// Bytes that the caller lends.
    pub(crate) fn bytes(&self, name: &'static str, data: *const c_char, len: usize) -> Result<&'c [u8], Fault> {
        self.array(name, data.cast::<u8>(), len, |data, len| {
            // SAFETY: not NULL, apart from every output, of a length that an object can have; that the caller's
            // memory is there and lasts for the call is convention 3.
            unsafe { slice::from_raw_parts(data, len) }
        })
    }

    /// A text that the caller lends.
    pub(crate) fn text(&self, name: &'static str, data: *const c_char, len: usize) -> Result<&'c str, Fault> {
        str::from_utf8(self.bytes(name, data, len)?).map_err(|_| Fault::of(Error::ArgumentNotUtf8, name))
    }

    /// Bytes that the caller lends, or NULL for none.
    pub(crate) fn optional_bytes(
        &self,
        name: &'static str,
        data: *const c_char,
        len: usize,
    ) -> Result<Option<&'c [u8]>, Fault> {
        let bytes = self.bytes(name, data, len)?;
        Ok(if data.is_null() { None } else { Some(bytes) })
    }

    /// A text that the caller lends, or NULL for none.
    pub(crate) fn optional_text(
        &self,
        name: &'static str,
        data: *const c_char,
        len: usize,
    ) -> Result<Option<&'c str>, Fault> {
        let text = self.text(name, data, len)?;
        Ok(if data.is_null() { None } else { Some(text) })
    }

    /// Elements that the caller lends.
    pub(crate) fn elements<T: Plain>(
        &self,
        name: &'static str,
        data: *const T,
        count: usize,
    ) -> Result<&'c [T], Fault> {
        self.array(name, data, count, |data, count| {
            // SAFETY: as in `bytes`; aligned, and any bytes are a value.
            unsafe { slice::from_raw_parts(data, count) }
        })
    }

    /// Options, or for NULL the defaults.
    pub(crate) fn options<T: Options>(&self, name: &'static str, data: *const T) -> Result<T, Fault> {
        if data.is_null() {
            return Ok(T::default());
        }
        check_aligned(name, data)?;
        // SAFETY: aligned and not NULL; a structure begins with its size (convention 6).
        let size = unsafe { data.cast::<usize>().read() };
        check_struct_size(name, size, T::FIRST_SIZE)?;
        self.check_apart(name, data.addr(), size)?;
        // SAFETY: the caller's structure has the size that it says.
        check_end(name, unsafe { slice::from_raw_parts(data.cast::<u8>(), size) }, size_of::<T>())?;
        let mut options = T::default();
        // SAFETY: both have at least so many bytes, and any bytes are a value.
        unsafe {
            let known = size.min(size_of::<T>());
            ptr::copy_nonoverlapping(data.cast::<u8>(), (&raw mut options).cast::<u8>(), known);
        }
        Ok(options)
    }

    /// A buffer to write to. NULL is legal with length 0.
    pub(crate) fn buffer(&self, name: &'static str, start: *mut c_char, cap: usize) -> Result<Buffer<'c>, Fault> {
        self.take_output(name, start.cast::<u8>(), cap, OutputKind::Plain)?;
        Ok(Buffer { start: start.cast(), cap, lifetime: PhantomData })
    }

    /// Elements to write to. NULL is legal for none.
    pub(crate) fn slots<T: Plain>(
        &self,
        name: &'static str,
        start: *mut T,
        count: usize,
    ) -> Result<Slots<'c, T>, Fault> {
        self.take_output(name, start, count, OutputKind::Plain)?;
        Ok(Slots { start, count, lifetime: PhantomData })
    }

    /// Where a handle goes.
    pub(crate) fn handle(&self, name: &'static str, place: *mut u64) -> Result<Place<'c, u64>, Fault> {
        self.take_output(name, place, 1, OutputKind::Plain)?;
        Ok(Place { place, lifetime: PhantomData })
    }

    /// Where a number of elements goes.
    pub(crate) fn count(&self, name: &'static str, place: *mut usize) -> Result<Place<'c, usize>, Fault> {
        self.take_output(name, place, 1, OutputKind::Plain)?;
        Ok(Place { place, lifetime: PhantomData })
    }

    /// Where the length of what is written goes, or the length that is needed.
    pub(crate) fn length(&self, name: &'static str, place: *mut usize) -> Result<Place<'c, usize>, Fault> {
        self.take_output(name, place, 1, OutputKind::Length(place))?;
        Ok(Place { place, lifetime: PhantomData })
    }

    /// Where verdicts go.
    pub(crate) fn verdicts(
        &self,
        name: &'static str,
        start: *mut Verified,
        count: usize,
    ) -> Result<Verdicts<'c>, Fault> {
        if count == 0 {
            return Ok(Verdicts { start: start.cast(), size: 0, count, lifetime: PhantomData });
        }
        if start.is_null() {
            return Err(null(name));
        }
        check_aligned(name, start)?;
        // SAFETY: aligned and not NULL; a structure begins with its size (convention 6).
        let size = unsafe { start.cast::<usize>().read() };
        check_struct_size(name, size, size_of::<Verified>())?;
        if size % align_of::<Verified>() != 0 {
            return Err(Fault::of(Error::BadStructSize, name));
        }
        let len = size.checked_mul(count).ok_or(too_long(name))?;
        self.take_output(name, start.cast::<u8>(), len, OutputKind::Verdicts(size))?;
        for at in 0..count {
            // SAFETY: within the elements that the caller has; their common size was checked.
            let element = unsafe { slice::from_raw_parts(start.cast::<u8>().add(at * size), size) };
            if element[..size_of::<usize>()] != size.to_ne_bytes() {
                return Err(Fault::of(Error::BadStructSize, name).within(&format!("element {at}")));
            }
            check_end(name, element, size_of::<Verified>())?;
        }
        Ok(Verdicts { start: start.cast(), size, count, lifetime: PhantomData })
    }

    /// Checks a pointer to elements that are read; for none of them it may be NULL.
    fn array<T>(
        &self,
        name: &'static str,
        data: *const T,
        count: usize,
        borrow: impl FnOnce(*const T, usize) -> &'c [T],
    ) -> Result<&'c [T], Fault> {
        let len = check_memory(name, data, count)?;
        self.check_apart(name, data.addr(), len)?;
        // NULL is no address of a slice, not even of an empty one.
        Ok(if len == 0 { &[] } else { borrow(data, count) })
    }

    /// Checks that memory is apart from every output.
    fn check_apart(&self, name: &'static str, start: usize, len: usize) -> Result<(), Fault> {
        let overlaps = self.outputs.get().iter().flatten().any(|output| output.overlaps(start, len));
        if overlaps { Err(Fault::of(Error::BadPointer, name).within("overlaps an output")) } else { Ok(()) }
    }

    /// Checks and remembers memory to be written to.
    fn take_output<T>(&self, name: &'static str, start: *mut T, count: usize, kind: OutputKind) -> Result<(), Fault> {
        let len = check_memory(name, start, count)?;
        if len == 0 {
            return Ok(());
        }
        self.check_apart(name, start.addr(), len)?;
        let mut outputs = self.outputs.get();
        let free = outputs.iter_mut().find(|output| output.is_none());
        *free.ok_or(Fault::of(Error::PanicCaught, name))? = Some(Output { start: start.cast(), len, kind });
        self.outputs.set(outputs);
        Ok(())
    }

    fn clear_outputs(&self, fault: &Fault) {
        for Output { start, len, kind } in self.outputs.take().into_iter().flatten() {
            match kind {
                // SAFETY: memory of the caller's that was checked when it was taken; nothing borrows it any more.
                OutputKind::Plain => unsafe { start.write_bytes(0, len) },
                // SAFETY: as above, and aligned.
                OutputKind::Length(place) => unsafe { place.write(fault.needed()) },
                OutputKind::Verdicts(size) => {
                    let verdicts = Verdicts { start, size, count: len / size, lifetime: PhantomData };
                    (0..verdicts.count).for_each(|at| verdicts.set(at, refused(fault.error)));
                }
            }
        }
    }
}

impl Output {
    fn overlaps(&self, start: usize, len: usize) -> bool {
        len != 0 && start < self.start.addr() + self.len && self.start.addr() < start + len
    }
}

/// The verdict on a token that is refused.
pub(crate) fn refused(error: Error) -> Verified {
    let claims_len = if let Error::BufferTooSmall { needed } = error { needed } else { 0 };
    Verified { status: error.number(), claims_len, ..Verified::default() }
}

/// Memory for bytes, which need not be initialized.
pub(crate) struct Buffer<'c> {
    start: *mut u8,
    cap: usize,
    lifetime: PhantomData<&'c mut [u8]>,
}

impl<'c> Buffer<'c> {
    /// The front of at most `len` bytes, zeroed.
    pub(crate) fn into_front(self, len: usize) -> &'c mut [u8] {
        let len = len.min(self.cap);
        if len == 0 {
            return &mut [];
        }
        // SAFETY: taken by `Call::take_output`, so not NULL and apart from what else the call uses; initialized here.
        unsafe {
            self.start.write_bytes(0, len);
            slice::from_raw_parts_mut(self.start, len)
        }
    }
}

/// Memory for one value.
pub(crate) struct Place<'c, T> {
    place: *mut T,
    lifetime: PhantomData<&'c mut T>,
}

impl<T: Plain> Place<'_, T> {
    pub(crate) fn set(self, value: T) {
        // SAFETY: taken by `Call::take_output`: aligned, not NULL, apart from what else the call uses.
        unsafe { self.place.write(value) }
    }
}

/// Memory for several values.
pub(crate) struct Slots<'c, T> {
    start: *mut T,
    count: usize,
    lifetime: PhantomData<&'c mut [T]>,
}

impl<T: Plain> Slots<'_, T> {
    /// Writes as many values as there is room for.
    pub(crate) fn fill(self, values: &[T]) {
        for (at, value) in values.iter().take(self.count).enumerate() {
            // SAFETY: taken by `Call::take_output`, and within its count.
            unsafe { self.start.add(at).write(*value) }
        }
    }
}

/// Memory for verdicts, of the caller's size each.
pub(crate) struct Verdicts<'c> {
    start: *mut u8,
    size: usize,
    count: usize,
    lifetime: PhantomData<&'c mut [Verified]>,
}

impl Verdicts<'_> {
    /// Writes one verdict, and keeps the size that the caller gave it.
    pub(crate) fn set(&self, at: usize, mut verdict: Verified) {
        assert!(at < self.count, "a verdict beyond the last");
        verdict.struct_size = self.size;
        let known = self.size.min(size_of::<Verified>());
        // SAFETY: within the elements that `Call::verdicts` checked, which have at least `known` bytes each.
        unsafe {
            let place = self.start.add(at * self.size);
            ptr::copy_nonoverlapping((&raw const verdict).cast::<u8>(), place, known);
        }
    }
}

/// The length in bytes of elements at a pointer that is sound for them.
fn check_memory<T>(name: &'static str, start: *const T, count: usize) -> Result<usize, Fault> {
    let len = count.checked_mul(size_of::<T>()).filter(|len| isize::try_from(*len).is_ok()).ok_or(too_long(name))?;
    if start.is_null() && len != 0 {
        return Err(null(name));
    }
    check_aligned(name, start)?;
    // An object does not wrap around the end of memory.
    if start.addr().checked_add(len).is_some() { Ok(len) } else { Err(too_long(name)) }
}

fn check_aligned<T>(name: &'static str, start: *const T) -> Result<(), Fault> {
    if start.is_aligned() { Ok(()) } else { Err(Fault::of(Error::BadPointer, name).within("misaligned")) }
}

fn check_struct_size(name: &'static str, size: usize, first: usize) -> Result<(), Fault> {
    if (first..=MAX_STRUCT_SIZE).contains(&size) {
        return Ok(());
    }
    Err(Fault::with_detail(Error::BadStructSize, format!("{name}: struct_size is {size}, and {first} at least")))
}

/// Checks that what a structure holds beyond what this library knows is zero.
fn check_end(name: &'static str, structure: &[u8], known: usize) -> Result<(), Fault> {
    let end = structure.get(known..).unwrap_or_default();
    if end.iter().all(|byte| *byte == 0) {
        return Ok(());
    }
    Err(Fault::of(Error::BadStructSize, name).within("bytes that this library does not know"))
}

const fn null(name: &'static str) -> Fault {
    Fault::of(Error::BadPointer, name)
}

const fn too_long(name: &'static str) -> Fault {
    Fault::of(Error::ArgumentTooLong, name)
}
