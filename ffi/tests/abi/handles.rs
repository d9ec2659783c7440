//! Convention 2: handles are numbers; a stale, foreign or twice-freed one answers `bad-handle`.

use jwtcore_ffi::*;

use crate::common::*;

const BAD: u32 = JwtcoreStatus::BadHandle as u32;

/// A handle of each kind: builder, verifier, JWS verifier, signer, key.
fn one_of_each() -> [u64; 5] {
    let mut handles = [0; 5];
    let [builder, verifier, jws, signer, key] = &mut handles;
    let options = VerifierOptions { flags: JwtcoreVerifierFlag::Jws as u32, ..verifier_options() };
    let jws_builder = Builder::with(&options)
        .and_then(|builder| builder.trust(&trust_options())?.key(SECRET_SOURCE, HS256, SECRET, None))
        .expect("a builder");
    let jwt_builder = Builder::new().test_trust(&trust_options()).expect("a builder");
    assert_eq!(ffi!(jwtcore_builder_new(std::ptr::null(), builder)), 0);
    assert_eq!(ffi!(jwtcore_verifier_new(jwt_builder.0, verifier)), 0);
    assert_eq!(ffi!(jwtcore_verifier_new(jws_builder.0, jws)), 0);
    let secret = data(SECRET);
    let null = std::ptr::null();
    assert_eq!(ffi!(jwtcore_signer_new(SECRET_SOURCE, HS256, secret, SECRET.len(), null, 0, signer)), 0);
    assert_eq!(ffi!(jwtcore_key_generate(HS256, 0, null, 0, key)), 0);
    handles
}

/// The statuses of freeing a handle as each kind, of which the right one frees it.
fn free_as_each(handle: u64) -> [u32; 4] {
    [jwtcore_builder_free, jwtcore_verifier_free, jwtcore_signer_free, jwtcore_key_free].map(|free| free(handle))
}

/// The statuses of using a handle as each kind.
fn use_as_each(handle: u64, token: &str) -> [String; 5] {
    let secret = data(SECRET);
    let null = std::ptr::null();
    let builder = ffi!(jwtcore_builder_key(handle, SECRET_SOURCE, HS256, 0, secret, SECRET.len(), null, 0));
    let key = written(4096, |out, cap, len| ffi!(jwtcore_key_export(handle, 6, out, cap, len)));
    [
        name_of(&answer(builder)).to_owned(),
        name_of(&verify(handle, token, NOW)).to_owned(),
        name_of(&verify_jws(handle, token)).to_owned(),
        name_of(&sign(handle, &claims(""), None, 4096)).to_owned(),
        name_of(&key).to_owned(),
    ]
}

#[test]
fn a_handle_serves_its_own_kind_only() {
    let token = token("");
    let handles = one_of_each();
    for (kind, handle) in handles.into_iter().enumerate() {
        assert!(handle != 0 && handle < 1 << 63, "{handle:#x}");
        for (used_as, name) in use_as_each(handle, &token).into_iter().enumerate() {
            // A builder without a trust takes no key.
            let fits = if kind == 0 { "no-trust" } else { "ok" };
            assert_eq!(name, if kind == used_as { fits } else { "bad-handle" }, "{kind} used as {used_as}");
        }
    }
    for (kind, handle) in handles.into_iter().enumerate() {
        // Both levels of verifiers are freed as verifiers.
        let own = [0, 1, 1, 2, 3][kind];
        let statuses = free_as_each(handle);
        for (freed_as, status) in statuses.into_iter().enumerate() {
            assert_eq!(status, if freed_as == own { 0 } else { BAD }, "{kind} freed as {freed_as}");
        }
    }
}

#[test]
fn a_handle_is_freed_once() {
    for handle in one_of_each() {
        assert_eq!(free_as_each(handle).into_iter().filter(|status| *status == 0).count(), 1);
        assert_eq!(free_as_each(handle), [BAD; 4]);
    }
}

#[test]
fn a_freed_handle_stays_stale_when_its_place_is_taken_again() {
    let token = token("");
    let stale = test_verifier().0;
    let place = stale % (1 << 16);
    // Some of these take the place of what was just freed; none of them its number.
    let others = (0..64).map(|_| test_verifier()).collect::<Vec<_>>();
    assert!(others.iter().all(|other| other.0 != stale));
    assert_answer(&verify(stale, &token, NOW), "bad-handle");
    assert_eq!(jwtcore_verifier_free(stale), BAD);
    let same_place = others.iter().filter(|other| other.0 % (1 << 16) == place).count();
    assert!(same_place <= 1);
}

#[test]
fn numbers_that_are_no_handles_are_refused() {
    let token = token("");
    let verifier = test_verifier();
    let near = [1, 1 << 16, 1 << 62, 1 << 63].map(|bit| verifier.0 ^ bit);
    for handle in [0, 1, 2, 0xFFFF, 0x1_0000, 1 << 62, 1 << 63, u64::MAX].into_iter().chain(near) {
        assert_eq!(free_as_each(handle), [BAD; 4], "{handle:#x}");
        assert_eq!(use_as_each(handle, &token), ["bad-handle"; 5].map(str::to_owned), "{handle:#x}");
    }
    assert_answer(&verifier.verify(&token, NOW), "ok");
}

#[test]
fn an_object_that_is_in_use_outlives_its_freeing() {
    let token = token("");
    let builder = Builder::new().test_trust(&trust_options()).expect("a builder");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..200 {
                    let verifier = builder_clone(&builder);
                    let other = scope.spawn({
                        let token = &token;
                        move || name_of(&verify(verifier, token, NOW)).to_owned()
                    });
                    assert_eq!(jwtcore_verifier_free(verifier), 0);
                    let name = other.join().expect("a thread");
                    assert!(["ok", "bad-handle"].contains(&name.as_str()), "{name}");
                }
            });
        }
    });
}

/// A verifier that the caller frees. Builders belong to one thread at a time, so a busy one is asked again.
fn builder_clone(builder: &Builder) -> u64 {
    loop {
        let mut handle = 0;
        match ffi!(jwtcore_verifier_new(builder.0, &raw mut handle)) {
            0 => return handle,
            status => assert_eq!(status, JwtcoreStatus::HandleBusy as u32),
        }
    }
}
