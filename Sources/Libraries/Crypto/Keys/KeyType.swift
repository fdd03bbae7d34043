import COpenSSL

/// The types of SSH key pairs that we generate. The raw values are configuration and database text.
package enum KeyType: String, Sendable, CaseIterable {
    /// The default: generated in under a millisecond.
    case ed25519
    /// Takes one to ten seconds to generate.
    case rsa4096 = "rsa-4096"
}

/// A private key's way of signing in the SSH protocol. The raw values are the protocol's names.
package enum SignatureAlgorithm: String, Sendable {
    /// RFC 8709: 64 bytes.
    case ed25519 = "ssh-ed25519"
    /// RFC 8332: as long as the key's modulus.
    case rsaSHA256 = "rsa-sha2-256"
    /// RFC 8332: as long as the key's modulus.
    case rsaSHA512 = "rsa-sha2-512"
}

extension KeyType {
    var openSSLName: String {
        switch self {
        case .ed25519: "ED25519"
        case .rsa4096: "RSA"
        }
    }

    /// The type of OpenSSL's key; throws `.malformed` for one that we would not generate.
    init(of key: OpaquePointer, operation: String) throws(CryptoError) {
        switch (EVP_PKEY_get_base_id(key), EVP_PKEY_get_bits(key)) {
        case (EVP_PKEY_ED25519, _): self = .ed25519
        case (EVP_PKEY_RSA, 4096): self = .rsa4096
        default: throw CryptoError(.malformed, operation, "neither an Ed25519 nor an RSA-4096 key")
        }
    }

    func publicKey(of key: OpaquePointer) throws(CryptoError) -> PublicKey {
        var wire = WireWriter()
        switch self {
        case .ed25519:
            wire.name("ssh-ed25519")
            var bytes = [UInt8](repeating: 0, count: 32)
            var count = bytes.count
            guard EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1, count == bytes.count else {
                throw .library("read Ed25519 public key")
            }
            wire.string(bytes)
            return PublicKey(type: "ssh-ed25519", blob: wire.bytes)
        case .rsa4096:
            wire.name("ssh-rsa")
            wire.positiveInteger(try Self.number(OSSL_PKEY_PARAM_RSA_E, of: key))
            wire.positiveInteger(try Self.number(OSSL_PKEY_PARAM_RSA_N, of: key))
            return PublicKey(type: "ssh-rsa", blob: wire.bytes)
        }
    }

    private static func number(_ name: String, of key: OpaquePointer) throws(CryptoError) -> [UInt8] {
        var number: OpaquePointer?
        guard EVP_PKEY_get_bn_param(key, name, &number) == 1 else { throw .library("read RSA public key") }
        defer { BN_free(number) }
        var bytes = [UInt8](repeating: 0, count: (Int(BN_num_bits(number)) + 7) / 8)
        BN_bn2bin(number, &bytes)
        return bytes
    }
}

extension SignatureAlgorithm {
    var keyType: KeyType {
        switch self {
        case .ed25519: .ed25519
        case .rsaSHA256, .rsaSHA512: .rsa4096
        }
    }

    /// Ed25519 hashes by itself and takes no digest.
    var digestName: String? {
        switch self {
        case .ed25519: nil
        case .rsaSHA256: "SHA256"
        case .rsaSHA512: "SHA512"
        }
    }
}
