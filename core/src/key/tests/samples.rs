//! Keys made with OpenSSL 3.0 for these tests, a DER writer, and a backend that only remembers its keys.

use std::vec::Vec;

use base64ct::{Base64, Encoding as _};

use crate::algorithm::Algorithm;
use crate::error::Error;
use crate::key::import::InsertKey;
use crate::key::{Key, PublicKey, Secret, VerifyingKey};

pub(crate) const P256_WITH_PARAMETERS: &str = "\
-----BEGIN EC PARAMETERS-----
BggqhkjOPQMBBw==
-----END EC PARAMETERS-----
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEINl7ZVNY5iRVaXgI+stzucavdE5j+1b9L2g7FSjOI/GQoAoGCCqGSM49
AwEHoUQDQgAEnqxPaRiIFJMoG6ar1UdLglvKqEH8QNculwPK3BCEFcEAZ+qew98D
I2dODks2BXoDqUeH+68xEdCFS37ea9rz2w==
-----END EC PRIVATE KEY-----
";
pub(crate) const P256_PKCS8: &str = "\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg2XtlU1jmJFVpeAj6
y3O5xq90TmP7Vv0vaDsVKM4j8ZChRANCAASerE9pGIgUkygbpqvVR0uCW8qoQfxA
1y6XA8rcEIQVwQBn6p7D3wMjZ04OSzYFegOpR4f7rzER0IVLft5r2vPb
-----END PRIVATE KEY-----
";
pub(crate) const P256_ENCRYPTED: &str = "\
-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHrMFYGCSqGSIb3DQEFDTBJMCgGCSqGSIb3DQEFDDAbBAiO23y++YG2kQIBATAM
BggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQ5i8voZ2gP3XVm5kc8pRgTASBkHty
SKqq0cLsunGM5+pQRKlsPtBU/OkO7gJil3g6p8Vknzi5PHvowqXBxgrH931BJbYH
s11FjD6ksDVNPxAXdkdvM4B7P6i1lcZmIW5oOLxszNKaKfMPbSKPTARni9vZNFF8
nKf9wzD91G2voc9FQUuchtHYKIsi5rCioPNP3t9Mp4NdEmzsu3zN7fvjyQ5dzw==
-----END ENCRYPTED PRIVATE KEY-----
";
pub(crate) const P256_PROC_TYPE: &str = "\
-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-128-CBC,49B7B0C8271FE3E57FE0C901FD0AC62F

Xt8YBVWeAS6ZcktkOUir+SBAeGuxT3WAYT/wtg0Jtx5oEbVle5xshJ3YdQGMZ0/5
dtPhxBqZkfCp8d9y39U9XQ+h7rsZj2QmyifpQMCGWwMxKMN+i6N8jFKpGUEgSV33
1jLL9iZ02YNhAIECJcXMmuYs/nUt8gnvXv9oK8FkGH8=
-----END EC PRIVATE KEY-----
";
pub(crate) const P256_SPKI: &str = "\
-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEnqxPaRiIFJMoG6ar1UdLglvKqEH8
QNculwPK3BCEFcEAZ+qew98DI2dODks2BXoDqUeH+68xEdCFS37ea9rz2w==
-----END PUBLIC KEY-----
";
pub(crate) const P256_COMPRESSED: &str = "\
-----BEGIN PUBLIC KEY-----
MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgADnqxPaRiIFJMoG6ar1UdLglvKqEH8
QNculwPK3BCEFcE=
-----END PUBLIC KEY-----
";
pub(crate) const P256_EXPLICIT: &str = "\
-----BEGIN PUBLIC KEY-----
MIIBSzCCAQMGByqGSM49AgEwgfcCAQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAA
AAAAAAAAAAAA////////////////MFsEIP////8AAAABAAAAAAAAAAAAAAAA////
///////////8BCBaxjXYqjqT57PrvVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSd
NgiG5wSTamZ44ROdJreBn36QBEEEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5
RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9QIhAP////8AAAAA
//////////+85vqtpxeehPO5ysL8YyVRAgEBA0IABJ6sT2kYiBSTKBumq9VHS4Jb
yqhB/EDXLpcDytwQhBXBAGfqnsPfAyNnTg5LNgV6A6lHh/uvMRHQhUt+3mva89s=
-----END PUBLIC KEY-----
";
pub(crate) const P256_CERTIFICATE: &str = "\
-----BEGIN CERTIFICATE-----
MIIBYTCCAQagAwIBAgIBATAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDAR0ZXN0MB4X
DTI2MTEyNDE1MjMxOFoXDTM2MTEyMTE1MjMxOFowDzENMAsGA1UEAwwEdGVzdDBZ
MBMGByqGSM49AgEGCCqGSM49AwEHA0IABJ6sT2kYiBSTKBumq9VHS4JbyqhB/EDX
LpcDytwQhBXBAGfqnsPfAyNnTg5LNgV6A6lHh/uvMRHQhUt+3mva89ujUzBRMB0G
A1UdDgQWBBTIJpFHYu7ZBLvJxMHIXHnTaywsNTAfBgNVHSMEGDAWgBTIJpFHYu7Z
BLvJxMHIXHnTaywsNTAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYC
IQD8pzY+dP62xIBSegYKyVaNnaeY51YWTw0d3Yt9GnQNjAIhALFCU6J0QkTW2RmT
0RUpi0A9lsYQmXMQSygYyPRV6Ih8
-----END CERTIFICATE-----
";
pub(crate) const P384_PKCS8: &str = "\
-----BEGIN PRIVATE KEY-----
MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDDjQyXEOgl9JkrsVOWd
Yc5I2W85lKo1go4xd/cy0Mu0Gg+IZkMDWC9ogMjNFNLnv72hZANiAAQ3Pv+BZTLF
GzXvYzMouu5PQIi4rWmOynL1SZA59dDB0bSIsOmJxTrAy+/cO+jqbmHhOmhf/A2i
6AuT3Iwf5qLKTx1bE4vJpX3zc7biqF6LuJbZ4AalyHsdzlKMFjoeCOE=
-----END PRIVATE KEY-----
";
pub(crate) const P384_SPKI: &str = "\
-----BEGIN PUBLIC KEY-----
MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAENz7/gWUyxRs172MzKLruT0CIuK1pjspy
9UmQOfXQwdG0iLDpicU6wMvv3Dvo6m5h4TpoX/wNougLk9yMH+aiyk8dWxOLyaV9
83O24qhei7iW2eAGpch7Hc5SjBY6Hgjh
-----END PUBLIC KEY-----
";
pub(crate) const P521_PKCS8: &str = "\
-----BEGIN PRIVATE KEY-----
MIHuAgEAMBAGByqGSM49AgEGBSuBBAAjBIHWMIHTAgEBBEIAY74ZDn3TRgmmQx8z
0+NG2Gahw3ZHzBDAimzr1QQNSoCCd+HN9b2gYLgZKxuGfqwsERdJMsYj5EAgzBff
AwrtVEyhgYkDgYYABAHJQNQI4KzIzmQvV8CQOphzezl/Vq+2axGFj+NtgHCD+4lz
P61iK7P3QgMyBUjqHDzE81CQoN0LjLc8cT4AQSDM+AHxdqXC9+U5FUOf4M9TZxKn
Q8AyT54BLiu8Js5DoQq6Vmc99wrOwqR8KVFc5ZrtX9kcs+D5Kr9+89XMK5fnuWPW
/g==
-----END PRIVATE KEY-----
";
pub(crate) const P521_SPKI: &str = "\
-----BEGIN PUBLIC KEY-----
MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQByUDUCOCsyM5kL1fAkDqYc3s5f1av
tmsRhY/jbYBwg/uJcz+tYiuz90IDMgVI6hw8xPNQkKDdC4y3PHE+AEEgzPgB8Xal
wvflORVDn+DPU2cSp0PAMk+eAS4rvCbOQ6EKulZnPfcKzsKkfClRXOWa7V/ZHLPg
+Sq/fvPVzCuX57lj1v4=
-----END PUBLIC KEY-----
";
pub(crate) const K256_PKCS8: &str = "\
-----BEGIN PRIVATE KEY-----
MIGEAgEAMBAGByqGSM49AgEGBSuBBAAKBG0wawIBAQQg3CaZ3HR2aaXl/y8JJJS2
qrKTCcbLYH5sUWdbP0dh0EGhRANCAATgbtpZL1b+4Ddf0NT9aV4cm5UiYxSgarXK
Xwkax/1FYeZjHEQ4xK5Xn9x4eLOl2F5s1RkCBMsC3ANG71vi4GKm
-----END PRIVATE KEY-----
";
pub(crate) const K256_SPKI: &str = "\
-----BEGIN PUBLIC KEY-----
MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAE4G7aWS9W/uA3X9DU/WleHJuVImMUoGq1
yl8JGsf9RWHmYxxEOMSuV5/ceHizpdhebNUZAgTLAtwDRu9b4uBipg==
-----END PUBLIC KEY-----
";
pub(crate) const ED25519_PKCS8: &str = "\
-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIFFoEPgAcnkcwNEDCgfUyAsoZiO+BTBBzkfZQl31laMy
-----END PRIVATE KEY-----
";
pub(crate) const ED25519_SPKI: &str = "\
-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAuZn7P1rvXB22TdYoOjeh03opIKA88/Cje+8Pl/TB3Uk=
-----END PUBLIC KEY-----
";
pub(crate) const X25519_SPKI: &str = "\
-----BEGIN PUBLIC KEY-----
MCowBQYDK2VuAyEAWDBYoAkVLFYOwQjuxIL6kpMTMixEkC1LwaZDAwqrQS4=
-----END PUBLIC KEY-----
";
pub(crate) const ED448_SPKI: &str = "\
-----BEGIN PUBLIC KEY-----
MEMwBQYDK2VxAzoA1ZC/lY181UNS3AU3cxmaNQ2hKAXnfOiNucweP2BAT3MOo8cA
WOeW9TYeS1A1diULBPJnld9hKc2A
-----END PUBLIC KEY-----
";
pub(crate) const RSA_PKCS8: &str = "\
-----BEGIN PRIVATE KEY-----
MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQCvy9/vJndhRZhi
WCbY54Af+pzscFswSEemTQsC6ykg9Np+SR8eEwczzkQ78qwHfLN8c2swdiXGnAt3
/SIihdETmaMbixpWWtsMzHVPsTYXZiuCKUIAURLA+rP9A6SEB44HUajU9Kt5uzoo
bVtBsqjvfESSe8+JbXwEiC4b4Zo+MtHzi2XuQuFx9ir+SoZv3/QQmJXydc4sNQ0D
cb4/MGW1mYHJlhC2lAmpJCSsMXcqjOlHn37oLyFRaedPlQsZywsRgkR+RdxVcidm
BA2HgO+R1rdzVNHphYjKOzwGqagqYRkMud3QsU3knQqS1OIBgEYOWWRITvCK5u+3
OictNMQHAgMBAAECggEAQVYnIOWtiegJVkfIDGaiDoCg8RljMuMySgMpXAjVrOuE
B1qa550P2LfJUXSEbnXw6YimJolKyfG2K37XwHf2uG+qGPMOs1iqQCv/T8KfxXuS
IRq/bomzTCkBW0CO1QlPxrWZZ6iV0LT+zQaz24uQ0Q1hGQZOIJgh9zc719316zZu
x26Y4ga+jVG1+CaQfDrqXHzD2DfC7ffC0KW1nHF9Gm7WH4moDlGMDcxP9OxLhAKc
Fadh72gtl0hDeCa8IfCjoUXfBjKFxCEaYXASY7BGIABmRaR/t16kK6mqws/MfO6+
CrVvtrRN8HDouHXvlA8kvVtdowcgRrvXOzO/GV0hUQKBgQDoqta4E1lzOE9wQsIp
ZTvfccBwoXQ/1FhviAvSt0d3gCp2NEHhipzPQKzpLk4AtlqwsVW2T/D8kj7Lu+OB
uSrXqAbMgY7tnv+8bcC/ecccGx2jJjYhZQonxPCMcYXpra3gLHsXzRXY6QHUeViw
1QgJreJrRT7Dl+G7xYeWMRqd0QKBgQDBbQOmFjwc3vup8bDfjDn0KTlvMoqZ3tHx
xilaUlVjm4OLbKLR5mijitXQwPzYY57ThjqnQOsWYT22lg+2+UWSSE/4MFLwjjyU
Z8v0My/85vh+kuNuBCOlOmP5V76DR/6l80zeTS2GY+ersXsOfDJwuPAPS2Vw31K5
0PLA8PWCVwKBgEoFX/58GW8wsQU0F/V3gY7a77BljUhpVCFXlPta19/K5LdqdLM+
mBjPqLMeyi4r1bp1EKHJ2Q9hr5y9j+nLcTfe+xrA9Snf9diKylGgepoUfl9TXtFN
BegVHbpwu3vWh4TUYez2kEbMCosAeBj6DW6W5XvfMdKkVWqZs0MzKBahAoGAUonw
aqlGUZOdlLF8JoiyGkyVI6xPlMWOlTtYXiCQK4crJQ3glO1bbZ5LC1+vBa/NELpQ
wRpktxIbwZRbdFr+oyOUbHZCjkBD/ZglYjmNmr/8/hY0UrgVdeZqzvXwaBkKw0oF
XT9V0+lB7PQ5bL72zz87wWsNCJNju8M8M7UfLtUCgYAk3BNOioYZE7NwSM2J172D
+XxAMCyrYWQbO74naJG36yJ7U6w2s4PCU7h2VskvInAJKtqiwQOR9iqvn+eXfc7+
6ZlUnLR0qmU0MerxpB/psUewvkScbnMuwoL5A4DDddoxvUxG6XtBG8IJyLvfWigb
MY2r4pFwtIhntmeK8Bv9+g==
-----END PRIVATE KEY-----
";
pub(crate) const RSA_SPKI: &str = "\
-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr8vf7yZ3YUWYYlgm2OeA
H/qc7HBbMEhHpk0LAuspIPTafkkfHhMHM85EO/KsB3yzfHNrMHYlxpwLd/0iIoXR
E5mjG4saVlrbDMx1T7E2F2YrgilCAFESwPqz/QOkhAeOB1Go1PSrebs6KG1bQbKo
73xEknvPiW18BIguG+GaPjLR84tl7kLhcfYq/kqGb9/0EJiV8nXOLDUNA3G+PzBl
tZmByZYQtpQJqSQkrDF3KozpR59+6C8hUWnnT5ULGcsLEYJEfkXcVXInZgQNh4Dv
kda3c1TR6YWIyjs8BqmoKmEZDLnd0LFN5J0KktTiAYBGDllkSE7wiubvtzonLTTE
BwIDAQAB
-----END PUBLIC KEY-----
";
pub(crate) const RSA_PKCS1_PUBLIC: &str = "\
-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAr8vf7yZ3YUWYYlgm2OeAH/qc7HBbMEhHpk0LAuspIPTafkkfHhMH
M85EO/KsB3yzfHNrMHYlxpwLd/0iIoXRE5mjG4saVlrbDMx1T7E2F2YrgilCAFES
wPqz/QOkhAeOB1Go1PSrebs6KG1bQbKo73xEknvPiW18BIguG+GaPjLR84tl7kLh
cfYq/kqGb9/0EJiV8nXOLDUNA3G+PzBltZmByZYQtpQJqSQkrDF3KozpR59+6C8h
UWnnT5ULGcsLEYJEfkXcVXInZgQNh4Dvkda3c1TR6YWIyjs8BqmoKmEZDLnd0LFN
5J0KktTiAYBGDllkSE7wiubvtzonLTTEBwIDAQAB
-----END RSA PUBLIC KEY-----
";
pub(crate) const RSA_PKCS1: &str = "\
-----BEGIN RSA PRIVATE KEY-----
MIIEogIBAAKCAQEAr8vf7yZ3YUWYYlgm2OeAH/qc7HBbMEhHpk0LAuspIPTafkkf
HhMHM85EO/KsB3yzfHNrMHYlxpwLd/0iIoXRE5mjG4saVlrbDMx1T7E2F2YrgilC
AFESwPqz/QOkhAeOB1Go1PSrebs6KG1bQbKo73xEknvPiW18BIguG+GaPjLR84tl
7kLhcfYq/kqGb9/0EJiV8nXOLDUNA3G+PzBltZmByZYQtpQJqSQkrDF3KozpR59+
6C8hUWnnT5ULGcsLEYJEfkXcVXInZgQNh4Dvkda3c1TR6YWIyjs8BqmoKmEZDLnd
0LFN5J0KktTiAYBGDllkSE7wiubvtzonLTTEBwIDAQABAoIBAEFWJyDlrYnoCVZH
yAxmog6AoPEZYzLjMkoDKVwI1azrhAdamuedD9i3yVF0hG518OmIpiaJSsnxtit+
18B39rhvqhjzDrNYqkAr/0/Cn8V7kiEav26Js0wpAVtAjtUJT8a1mWeoldC0/s0G
s9uLkNENYRkGTiCYIfc3O9fd9es2bsdumOIGvo1RtfgmkHw66lx8w9g3wu33wtCl
tZxxfRpu1h+JqA5RjA3MT/TsS4QCnBWnYe9oLZdIQ3gmvCHwo6FF3wYyhcQhGmFw
EmOwRiAAZkWkf7depCupqsLPzHzuvgq1b7a0TfBw6Lh175QPJL1bXaMHIEa71zsz
vxldIVECgYEA6KrWuBNZczhPcELCKWU733HAcKF0P9RYb4gL0rdHd4AqdjRB4Yqc
z0Cs6S5OALZasLFVtk/w/JI+y7vjgbkq16gGzIGO7Z7/vG3Av3nHHBsdoyY2IWUK
J8TwjHGF6a2t4Cx7F80V2OkB1HlYsNUICa3ia0U+w5fhu8WHljEandECgYEAwW0D
phY8HN77qfGw34w59Ck5bzKKmd7R8cYpWlJVY5uDi2yi0eZoo4rV0MD82GOe04Y6
p0DrFmE9tpYPtvlFkkhP+DBS8I48lGfL9DMv/Ob4fpLjbgQjpTpj+Ve+g0f+pfNM
3k0thmPnq7F7DnwycLjwD0tlcN9SudDywPD1glcCgYBKBV/+fBlvMLEFNBf1d4GO
2u+wZY1IaVQhV5T7WtffyuS3anSzPpgYz6izHsouK9W6dRChydkPYa+cvY/py3E3
3vsawPUp3/XYispRoHqaFH5fU17RTQXoFR26cLt71oeE1GHs9pBGzAqLAHgY+g1u
luV73zHSpFVqmbNDMygWoQKBgFKJ8GqpRlGTnZSxfCaIshpMlSOsT5TFjpU7WF4g
kCuHKyUN4JTtW22eSwtfrwWvzRC6UMEaZLcSG8GUW3Ra/qMjlGx2Qo5AQ/2YJWI5
jZq//P4WNFK4FXXmas718GgZCsNKBV0/VdPpQez0OWy+9s8/O8FrDQiTY7vDPDO1
Hy7VAoGAJNwTToqGGROzcEjNide9g/l8QDAsq2FkGzu+J2iRt+sie1OsNrODwlO4
dlbJLyJwCSraosEDkfYqr5/nl33O/umZVJy0dKplNDHq8aQf6bFHsL5EnG5zLsKC
+QOAw3XaMb1MRul7QRvCCci731ooGzGNq+KRcLSIZ7ZnivAb/fo=
-----END RSA PRIVATE KEY-----
";

/// The members of the JWKs of the keys above, `kty` and the public parameters; and their `d`.
pub(crate) const P256_JWK: &str = r#""kty":"EC","crv":"P-256","x":"nqxPaRiIFJMoG6ar1UdLglvKqEH8QNculwPK3BCEFcE","y":"AGfqnsPfAyNnTg5LNgV6A6lHh_uvMRHQhUt-3mva89s""#;
pub(crate) const P256_D: &str = "2XtlU1jmJFVpeAj6y3O5xq90TmP7Vv0vaDsVKM4j8ZA";
pub(crate) const P384_JWK: &str = r#""kty":"EC","crv":"P-384","x":"Nz7_gWUyxRs172MzKLruT0CIuK1pjspy9UmQOfXQwdG0iLDpicU6wMvv3Dvo6m5h","y":"4TpoX_wNougLk9yMH-aiyk8dWxOLyaV983O24qhei7iW2eAGpch7Hc5SjBY6Hgjh""#;
pub(crate) const ED25519_JWK: &str = r#""kty":"OKP","crv":"Ed25519","x":"uZn7P1rvXB22TdYoOjeh03opIKA88_Cje-8Pl_TB3Uk""#;
pub(crate) const ED25519_D: &str = "UWgQ-AByeRzA0QMKB9TICyhmI74FMEHOR9lCXfWVozI";
pub(crate) const RSA_N: &str = "r8vf7yZ3YUWYYlgm2OeAH_qc7HBbMEhHpk0LAuspIPTafkkfHhMHM85EO_KsB3yzfHNrMHYlxpwLd_0iIoXRE5mjG4saVlrbDMx1T7E2F2YrgilCAFESwPqz_QOkhAeOB1Go1PSrebs6KG1bQbKo73xEknvPiW18BIguG-GaPjLR84tl7kLhcfYq_kqGb9_0EJiV8nXOLDUNA3G-PzBltZmByZYQtpQJqSQkrDF3KozpR59-6C8hUWnnT5ULGcsLEYJEfkXcVXInZgQNh4Dvkda3c1TR6YWIyjs8BqmoKmEZDLnd0LFN5J0KktTiAYBGDllkSE7wiubvtzonLTTEBw";
/// 32 bytes from 0 to 31.
pub(crate) const SECRET_K: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

pub(crate) fn rsa_jwk() -> std::string::String {
    std::format!(r#""kty":"RSA","n":"{RSA_N}","e":"AQAB""#)
}

pub(crate) fn secret_jwk() -> std::string::String {
    std::format!(r#""kty":"oct","k":"{SECRET_K}""#)
}

/// The DER in a PEM block.
pub(crate) fn der_of(pem: &str) -> Vec<u8> {
    let body: std::string::String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    let mut der = std::vec![0; body.len()];
    Base64::decode(&body, &mut der).unwrap().to_vec()
}

/// A PEM block in lines of 64.
pub(crate) fn pem_of(label: &str, der: &[u8]) -> std::string::String {
    let mut text = std::format!("-----BEGIN {label}-----\n");
    for line in der.chunks(48) {
        text.push_str(Base64::encode(line, &mut [0; 64]).unwrap());
        text.push('\n');
    }
    text + &std::format!("-----END {label}-----\n")
}

/// One DER field of several parts.
pub(crate) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let [.., high, low] = content.len().to_be_bytes();
    let header = match (high, low) {
        (0, 0..=0x7F) => std::vec![tag, low],
        (0, _) => std::vec![tag, 0x81, low],
        _ => std::vec![tag, 0x82, high, low],
    };
    [header, content].concat()
}

/// Remembers what it was made from; verifies nothing.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum TestKey {
    Public(std::boxed::Box<PublicKey>),
    Secret(Vec<u8>),
}

impl VerifyingKey for TestKey {
    fn from_public_key(_: Algorithm, key: &PublicKey) -> Result<Self, Error> {
        Ok(Self::Public(key.clone().into()))
    }

    fn from_secret(_: Algorithm, secret: &Secret<'_>) -> Result<Self, Error> {
        Ok(Self::Secret(secret.as_bytes().to_vec()))
    }

    fn verify(&self, _: &[u8], _: &[u8]) -> Result<(), Error> {
        Err(Error::InvalidSignature)
    }

    fn is_same_key(&self, other: &Self) -> bool {
        self == other
    }
}

/// A set that takes up to eight keys.
#[derive(Default)]
pub(crate) struct TestSet(pub(crate) Vec<Key<TestKey>>);

impl InsertKey<TestKey> for TestSet {
    fn insert_key(&mut self, key: Key<TestKey>) -> Result<(), Error> {
        let place = |key: &Key<TestKey>| (key.algorithm(), key.kid().map(std::string::String::from));
        match self.0.iter().find(|other| place(other) == place(&key)) {
            Some(other) if other.is_same_key(&key) => Ok(()),
            Some(_) => Err(Error::ConflictingKeys),
            None if self.0.len() == 8 => Err(Error::TooManyKeys),
            None => {
                self.0.push(key);
                Ok(())
            }
        }
    }
}
