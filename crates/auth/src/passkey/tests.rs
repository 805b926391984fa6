use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use serde_json::json;

use super::*;

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn party() -> RelyingParty {
    RelyingParty::of("https://example.org").unwrap()
}

/// "ES256 Credential with No Attestation" of the test vectors of Web Authentication Level 3, section 16.
mod vector {
    pub const ID: &str = "f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4";
    pub const NEW_CHALLENGE: &str = "00c30fb78531c464d2b6771dab8d7b603c01162f2fa486bea70f283ae556e130";
    pub const NEW_CLIENT: &str = "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a22414d4d507434557878475453746e63647134313759447742466938767049612d7077386f4f755657345441222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c207375636820617320746869733a20426b5165446a646354427258426941774a544c453551227d";
    pub const OBJECT: &str = "a363666d74646e6f6e656761747453746d74a068617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b559000000008446ccb9ab1db374750b2367ff6f3a1f0020f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61225820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220";
    pub const CHALLENGE: &str = "39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408";
    pub const CLIENT: &str = "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a224f63446e55685158756c5455506f334a5558543049393770767a7a59425039745a63685879617630314167222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73657d";
    pub const DATA: &str = "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000";
    pub const SIGNATURE: &str = "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f575bf11a1dd5d78c6e486013f937295ea13653e331e87";
}

fn new_answer(id: &[u8], client: &[u8], object: &[u8]) -> String {
    let response = json!({ "clientDataJSON": encoded(client), "attestationObject": encoded(object) });
    json!({ "id": encoded(id), "type": "public-key", "response": response }).to_string()
}

fn answer(id: &[u8], client: &[u8], data: &[u8], signature: &[u8]) -> Answer {
    let response = json!({
        "clientDataJSON": encoded(client), "authenticatorData": encoded(data), "signature": encoded(signature),
    });
    Answer::read(&json!({ "id": encoded(id), "response": response }).to_string()).unwrap()
}

fn published() -> Registered {
    let json = new_answer(&hex(vector::ID), &hex(vector::NEW_CLIENT), &hex(vector::OBJECT));
    party().register(&json, &hex(vector::NEW_CHALLENGE)).unwrap()
}

#[test]
fn the_published_registration_and_use_are_accepted() {
    let new = published();
    assert_eq!((new.id.clone(), new.counter), (hex(vector::ID), 0));
    assert_eq!((new.verified, new.backed_up), (false, true));
    let key = PublicKey::read(&new.key).unwrap();
    let used = answer(&new.id, &hex(vector::CLIENT), &hex(vector::DATA), &hex(vector::SIGNATURE));
    assert_eq!(used.challenge(), Some(hex(vector::CHALLENGE)));
    let used = party().verify(&used, &hex(vector::CHALLENGE), &key, 0).unwrap();
    assert_eq!(used, Used { counter: 0, verified: false, backed_up: true });
}

#[test]
fn another_origin_domain_challenge_or_kind_is_refused() {
    let new = published();
    let key = PublicKey::read(&new.key).unwrap();
    let (client, data, signature) = (hex(vector::CLIENT), hex(vector::DATA), hex(vector::SIGNATURE));
    let used = answer(&new.id, &client, &data, &signature);
    let challenge = hex(vector::CHALLENGE);
    for (url, why) in [
        ("https://example.com", Refused::Origin),
        ("https://example.org:8443", Refused::Origin),
        ("https://sub.example.org", Refused::Origin),
    ] {
        let party = RelyingParty::of(url).unwrap();
        assert_eq!(party.verify(&used, &challenge, &key, 0), Err(why), "{url}");
        let json = new_answer(&new.id, &hex(vector::NEW_CLIENT), &hex(vector::OBJECT));
        assert_eq!(party.register(&json, &hex(vector::NEW_CHALLENGE)), Err(why), "{url}");
    }
    assert_eq!(party().verify(&used, &hex(vector::NEW_CHALLENGE), &key, 0), Err(Refused::Challenge));
    let created = answer(&new.id, &hex(vector::NEW_CLIENT), &data, &signature);
    assert_eq!(party().verify(&created, &hex(vector::NEW_CHALLENGE), &key, 0), Err(Refused::Kind));
    let framed =
        String::from_utf8(client.clone()).unwrap().replace("\"crossOrigin\":false", "\"crossOrigin\":true");
    let framed = answer(&new.id, framed.as_bytes(), &data, &signature);
    assert_eq!(party().verify(&framed, &challenge, &key, 0), Err(Refused::Origin));
}

#[test]
fn every_changed_byte_of_what_is_signed_is_found() {
    let new = published();
    let key = PublicKey::read(&new.key).unwrap();
    let (client, data, signature) = (hex(vector::CLIENT), hex(vector::DATA), hex(vector::SIGNATURE));
    let verify = |client: &[u8], data: &[u8], signature: &[u8]| {
        party().verify(&answer(&new.id, client, data, signature), &hex(vector::CHALLENGE), &key, 0)
    };
    assert!(verify(&client, &data, &signature).is_ok());
    for at in 0..data.len() {
        let mut changed = data.clone();
        changed[at] ^= 1;
        assert!(verify(&client, &changed, &signature).is_err(), "byte {at} of the data");
    }
    for at in 0..signature.len() {
        let mut changed = signature.clone();
        changed[at] ^= 1;
        assert_eq!(verify(&client, &data, &changed), Err(Refused::Signature), "byte {at} of the signature");
    }
    let spaced = [&client[..], b" "].concat();
    assert_eq!(verify(&spaced, &data, &signature), Err(Refused::Signature));
    let mut absent = data.clone();
    absent[32] &= !PRESENT;
    assert_eq!(verify(&client, &absent, &signature), Err(Refused::Absent));
}

/// A device of a test.
enum Device {
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl Device {
    fn cose(&self) -> Vec<u8> {
        match self {
            Device::P256(pair) => {
                let point = pair.public_key().as_ref();
                [&hex("a5010203262001215820"), &point[1..33], &hex("225820"), &point[33..]].concat()
            }
            Device::Ed25519(pair) => [&hex("a4010103272006215820"), pair.public_key().as_ref()].concat(),
        }
    }

    fn use_it(&self, challenge: &[u8], flags: u8, counter: u32) -> Answer {
        let client = json!({ "type": "webauthn.get", "challenge": encoded(challenge), "origin": "https://example.org" });
        let client = client.to_string().into_bytes();
        let data = [&Sha256::digest("example.org")[..], &[flags], &counter.to_be_bytes()].concat();
        let signed = [&data[..], &Sha256::digest(&client)].concat();
        let signature = match self {
            Device::P256(pair) => pair.sign(&SystemRandom::new(), &signed).unwrap().as_ref().to_vec(),
            Device::Ed25519(pair) => pair.sign(&signed).as_ref().to_vec(),
        };
        answer(b"id", &client, &data, &signature)
    }
}

fn devices() -> [Device; 2] {
    let random = SystemRandom::new();
    let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pair.as_ref(), &random).unwrap();
    let other = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
    [Device::P256(pair), Device::Ed25519(Ed25519KeyPair::from_pkcs8(other.as_ref()).unwrap())]
}

#[test]
fn a_counter_must_grow_unless_the_device_does_not_count() {
    for device in devices() {
        let key = PublicKey::read(&device.cose()).unwrap();
        let at = |now: u32, kept: u32| party().verify(&device.use_it(b"c", PRESENT, now), b"c", &key, kept);
        assert_eq!(at(0, 0).unwrap().counter, 0);
        assert_eq!(at(8, 7).unwrap().counter, 8);
        for (now, kept) in [(7, 7), (6, 7), (0, 7)] {
            assert_eq!(at(now, kept), Err(Refused::Counter), "{now} after {kept}");
        }
    }
}

#[test]
fn the_device_says_whether_it_checked_its_owner() {
    for device in devices() {
        let key = PublicKey::read(&device.cose()).unwrap();
        let with = |flags: u8| party().verify(&device.use_it(b"c", flags, 0), b"c", &key, 0);
        assert!(!with(PRESENT).unwrap().verified);
        assert!(with(PRESENT | VERIFIED).unwrap().verified);
        assert_eq!(with(VERIFIED), Err(Refused::Absent));
        assert_eq!(with(PRESENT | BACKED_UP), Err(Refused::Unreadable));
        let other = PublicKey::read(&devices()[0].cose()).unwrap();
        let stolen = party().verify(&device.use_it(b"c", PRESENT, 0), b"c", &other, 0);
        assert_eq!(stolen, Err(Refused::Signature));
    }
}

#[test]
fn passkeys_belong_to_a_domain_over_tls_or_to_this_machine() {
    let of = |url| RelyingParty::of(url).map(|p| (p.id, p.origin));
    let pair = |id: &str, origin: &str| Some((id.to_owned(), origin.to_owned()));
    assert_eq!(of("https://Beat.example.org:443/x"), pair("beat.example.org", "https://beat.example.org"));
    assert_eq!(
        of("https://beat.example.org:8443"),
        pair("beat.example.org", "https://beat.example.org:8443")
    );
    assert_eq!(of("http://127.0.0.1:8080"), pair("localhost", "http://localhost:8080"));
    assert_eq!(of("http://localhost"), pair("localhost", "http://localhost"));
    for url in
        ["http://beat.example.org", "https://192.0.2.1", "https://[2001:db8::1]", "beat.example.org", ""]
    {
        assert_eq!(of(url), None, "{url}");
    }
}

#[test]
fn keys_of_another_kind_or_shape_are_refused() {
    let p384 = "a501020338222002215830".to_owned() + &"01".repeat(48) + "225830" + &"01".repeat(48);
    assert_eq!(PublicKey::read(&hex(&p384)), Err(Refused::Algorithm));
    let small = "a401030339010020".to_owned() + "58" + "80" + &"01".repeat(128) + "2143010001";
    assert_eq!(PublicKey::read(&hex(&small)), Err(Refused::Unreadable), "RSA of 1024 bits");
    for bytes in [&b""[..], b"\xa0", b"\x01", &published().key[1..]] {
        assert_eq!(PublicKey::read(bytes), Err(Refused::Unreadable));
    }
}

#[test]
fn a_signature_of_openssl_with_rsa_is_accepted() {
    let modulus = hex(include_str!("rsa_modulus.txt").trim());
    let cose = [&hex("a40103033901002059")[..], &[1, 0], &modulus, &hex("2143010001")].concat();
    let key = PublicKey::read(&cose).unwrap();
    let signature = hex(include_str!("rsa_signature.txt").trim());
    assert_eq!(key.verify(b"commonbeat", &signature), Ok(()));
    assert_eq!(key.verify(b"commonbeaT", &signature), Err(Refused::Signature));
}

#[test]
fn what_no_browser_sends_is_not_read() {
    for text in ["", "{}", "null", r#"{"id":"!","response":{}}"#, &"x".repeat(LONGEST_ANSWER + 1)] {
        assert!(Answer::read(text).is_err());
        assert!(party().register(text, b"c").is_err());
        assert_eq!(challenge_of_new(text), None);
    }
    let cut = hex(vector::OBJECT);
    for length in (0..cut.len()).step_by(7) {
        let json = new_answer(&hex(vector::ID), &hex(vector::NEW_CLIENT), &cut[..length]);
        assert!(party().register(&json, &hex(vector::NEW_CHALLENGE)).is_err(), "{length} bytes");
    }
}
