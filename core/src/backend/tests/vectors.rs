//! The published vectors of deterministic signatures.

use super::keys::{curve_of, sign};
use super::{Backend, hex};
use crate::algorithm::Algorithm;
use crate::key::{EcPrivateKey, EcPublicKey, Ed25519PrivateKey, Key, PrivateKey, PublicKey};

for_each_backend!(ecdsa_signs_as_in_rfc_6979, ed25519_signs_as_in_rfc_8032);

/// A private key, its public key, and signatures over messages.
struct Vectors {
    algorithm: Algorithm,
    scalar: &'static str,
    x: &'static str,
    y: &'static str,
    signatures: [(&'static [u8], &'static str); 2],
}

/// RFC 6979, appendices A.2.5 (P-256), A.2.6 (P-384) and A.2.7 (P-521).
const RFC_6979: [Vectors; 3] = [
    Vectors {
        algorithm: Algorithm::ES256,
        scalar: "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
        x: "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6",
        y: "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
        signatures: [
            (
                b"sample",
                "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716\
                f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
            ),
            (
                b"test",
                "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367\
                019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083",
            ),
        ],
    },
    Vectors {
        algorithm: Algorithm::ES384,
        scalar: "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5",
        x: "ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13",
        y: "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720",
        signatures: [
            (
                b"sample",
                "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46\
                99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8",
            ),
            (
                b"test",
                "8203b63d3c853e8d77227fb377bcf7b7b772e97892a80f36ab775d509d7a5feb0542a7f0812998da8f1dd3ca3cf023db\
                ddd0760448d42d8a43af45af836fce4de8be06b485e9b61b827c2f13173923e06a739f040649a667bf3b828246baa5a5",
            ),
        ],
    },
    Vectors {
        algorithm: Algorithm::ES512,
        scalar: "00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75\
            caa896eb32f1f47c70855836a6d16fcc1466f6d8fbec67db89ec0c08b0e996b83538",
        x: "01894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e5bcd\
            371123d46e45db6b5d5370a7f20fb633155d38ffa16d2bd761dcac474b9a2f5023a4",
        y: "00493101c962cd4d2fddf782285e64584139c2f91b47f87ff82354d6630f746a\
            28a0db25741b5b34a828008b22acc23f924faafbd4d33f81ea66956dfeaa2bfdfcf5",
        signatures: [
            (
                b"sample",
                "00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f174e25a1ee9017b5d450606add152b534931d7d4\
                e8455cc91f9b15bf05ec36e377fa\
                00617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af282623eaa63e5b5c0723d8b8c37ff0777b1a20f8\
                ccb1dccc43997f1ee0e44da4a67a",
            ),
            (
                b"test",
                "013e99020abf5cee7525d16b69b229652ab6bdf2affcaef38773b4b7d08725f10cdb93482fdcc54edcee91eca4166b2a7c6265ef\
                0ce2bd7051b7cef945babd47ee6d\
                01fbd0013c674aa79cb39849527916ce301c66ea7ce8b80682786ad60f98f7e78a19ca69eff5c57400e3b3a0ad66ce0978214d13\
                baf4e9ac60752f7b155e2de4dce3",
            ),
        ],
    },
];

/// RFC 8032 section 7.1, tests 1 to 3: seed, public key, message, signature.
const RFC_8032: [(&str, &str, &[u8], &str); 3] = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        b"",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b\
        d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        b"\x72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c\
        387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        b"\xAF\x82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659\
        4a7c15e9716ed28dc027beceea1ec40a",
    ),
];

fn ecdsa_signs_as_in_rfc_6979<B: Backend>() {
    for vectors in RFC_6979.iter().filter(|vectors| vectors.algorithm.is_supported()) {
        let public = EcPublicKey::new(curve_of(vectors.algorithm), &hex(vectors.x), &hex(vectors.y)).unwrap();
        let key = EcPrivateKey::new(public.curve(), &hex(vectors.scalar), Some(public.clone())).unwrap();
        let (key, public) = (PrivateKey::Ec(key), PublicKey::Ec(public));
        assert!(B::public_of(&key).unwrap() == public);
        let verifying = Key::<B>::bind(vectors.algorithm, &public).unwrap();
        for (message, signature) in vectors.signatures {
            assert_eq!(sign::<B>(vectors.algorithm, &key, message), hex(signature), "{}", vectors.algorithm);
            assert_eq!(verifying.verify(message, &hex(signature)), Ok(()), "{}", vectors.algorithm);
        }
    }
}

fn ed25519_signs_as_in_rfc_8032<B: Backend>() {
    for (seed, point, message, signature) in RFC_8032.into_iter().filter(|_| Algorithm::EdDSA.is_supported()) {
        let point: [u8; 32] = hex(point).try_into().unwrap();
        let key = PrivateKey::Ed25519(Ed25519PrivateKey::new(hex(seed).try_into().unwrap(), Some(point)));
        assert!(B::public_of(&key).unwrap() == PublicKey::Ed25519(point));
        assert_eq!(sign::<B>(Algorithm::EdDSA, &key, message), hex(signature));
        let verifying = Key::<B>::bind(Algorithm::EdDSA, &PublicKey::Ed25519(point)).unwrap();
        assert_eq!(verifying.verify(message, &hex(signature)), Ok(()));
    }
}
