// Mints tokens with jose on Node.
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { CompactEncrypt, CompactSign, SignJWT, UnsecuredJWT, base64url } from 'jose'

const testdata = new URL('../../', import.meta.url)
const read = (name) => readFileSync(new URL(name, testdata))
const privateKey = (name) => createPrivateKey(read(`keys/private/test-only-${name}.pem`))
const claims = {
  iss: 'https://issuer.test',
  sub: 'user-1',
  aud: 'https://api.test',
  iat: 1767225600,
  exp: 4102444800,
}

function write(name, token, accepted) {
  writeFileSync(new URL(`tokens/jose-${name}.jwt`, testdata), token)
  if (accepted) {
    writeFileSync(new URL(`tokens/jose-${name}.payload`, testdata), base64url.decode(token.split('.')[1]))
  }
}

async function mint(name, header, key, payload = claims) {
  write(name, await new SignJWT(payload).setProtectedHeader(header).sign(key), true)
}

const rsa = privateKey('rsa-2048')
const p256 = privateKey('p256')
const ed25519 = privateKey('ed25519')

for (const [bits, bytes] of [[256, 32], [384, 48], [512, 64]]) {
  await mint(`hs${bits}`, { alg: `HS${bits}`, typ: 'JWT' }, read(`keys/secret-${bytes}.bin`))
  await mint(`rs${bits}`, { alg: `RS${bits}`, kid: 'rsa-2026' }, rsa)
  await mint(`ps${bits}`, { alg: `PS${bits}`, kid: 'rsa-2026' }, rsa)
}
await mint('es256', { alg: 'ES256', typ: 'at+jwt', kid: 'p256-2026' }, p256)
await mint('es384', { alg: 'ES384', kid: 'p384-2026' }, privateKey('p384'))
await mint('es512', { alg: 'ES512', kid: 'p521-2026' }, privateKey('p521'))
await mint('eddsa', { alg: 'EdDSA', kid: 'ed25519-2026' }, ed25519)
await mint('ed25519', { alg: 'Ed25519', kid: 'ed25519-2026' }, ed25519)
await mint('eddsa-without-kid', { alg: 'EdDSA' }, ed25519)
await mint('unicode', { alg: 'ES256', kid: 'p256-2026' }, p256, { ...claims, name: 'Zoë Ζωή 佐江 🔑', html: '</script>' })

// Any bytes, for the JWS level.
const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
write('jws-bytes', await new CompactSign(bytes).setProtectedHeader({ alg: 'ES256' }).sign(p256), true)
write('jws-empty', await new CompactSign(new Uint8Array(0)).setProtectedHeader({ alg: 'EdDSA' }).sign(ed25519), true)

// To be refused.
write('jws-text', await new CompactSign(new TextEncoder().encode('no JSON')).setProtectedHeader({ alg: 'ES256' }).sign(p256))
write('unsecured', new UnsecuredJWT(claims).encode())
const critical = { alg: 'ES256', kid: 'p256-2026', crit: ['urn:example:bound'], 'urn:example:bound': true }
write('crit', await new SignJWT(claims).setProtectedHeader(critical).sign(p256, { crit: { 'urn:example:bound': true } }))
const plaintext = new TextEncoder().encode(JSON.stringify(claims))
const encrypted = new CompactEncrypt(plaintext).setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
write('encrypted', await encrypted.encrypt(createPublicKey(p256)))
