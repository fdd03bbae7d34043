import COpenSSL

/// An SSH key pair. Belongs to one thread; the key itself stays in OpenSSL's memory, which OpenSSL wipes.
package final class PrivateKey: CustomStringConvertible {
    package let type: KeyType
    package let publicKey: PublicKey
    private let key: OpaquePointer

    /// Generates a new pair; `KeyType` says how long that takes.
    package static func generate(_ type: KeyType) throws(CryptoError) -> PrivateKey {
        let operation = "generate \(type.rawValue) key"
        guard let context = EVP_PKEY_CTX_new_from_name(nil, type.openSSLName, nil) else {
            throw .library(operation)
        }
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_keygen_init(context) == 1,
            type != .rsa4096 || EVP_PKEY_CTX_set_rsa_keygen_bits(context, 4096) == 1
        else { throw .library(operation) }
        var key: OpaquePointer?
        guard EVP_PKEY_generate(context, &key) == 1, let key else { throw .library(operation) }
        return try PrivateKey(adopting: key, operation: operation)
    }

    /// Reads a private key in PEM (PKCS#8 as `pem` writes it, or RSA's traditional form).
    /// - Throws: `.malformed` when it is damaged, protected by a passphrase, or of another type than `KeyType`'s.
    package convenience init(pem: Secret) throws(CryptoError) {
        let operation = "read private key"
        let key = pem.withBytes { bytes -> OpaquePointer? in
            guard let source = BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count)) else {
                return nil
            }
            defer { BIO_free(source) }
            // Without this OpenSSL would ask for the passphrase at the terminal.
            return PEM_read_bio_PrivateKey(source, nil, { _, _, _, _ in -1 }, nil)
        }
        guard let key else {
            ERR_clear_error()
            throw CryptoError(.malformed, operation, "not a private key in PEM without passphrase")
        }
        try self.init(adopting: key, operation: operation)
    }

    /// Takes ownership of the key, also when this throws.
    private init(adopting key: OpaquePointer, operation: String) throws(CryptoError) {
        do throws(CryptoError) {
            type = try KeyType(of: key, operation: operation)
            publicKey = try type.publicKey(of: key)
            self.key = key
        } catch {
            EVP_PKEY_free(key)
            throw error
        }
    }

    deinit {
        EVP_PKEY_free(key)
    }

    /// The private key as PKCS#8 in PEM (RFC 5958, RFC 7468), not encrypted: seal it before storing it.
    package var pem: Secret {
        get throws(CryptoError) {
            let operation = "write private key"
            guard let target = BIO_new(BIO_s_mem()) else { throw .library(operation) }
            // A memory BIO wipes its buffer when it grows and when it is freed.
            defer { BIO_free(target) }
            guard PEM_write_bio_PKCS8PrivateKey(target, key, nil, nil, 0, nil, nil) == 1 else {
                throw .library(operation)
            }
            var bytes: UnsafePointer<UInt8>?
            let count = copenssl_bio_contents(target, &bytes)
            return Secret(byteCount: count) { $0.copyMemory(from: .init(start: bytes, count: count)) }
        }
    }

    /// Signs as the SSH protocol does, returning the bare signature without its algorithm's name.
    /// - Throws: `.malformed` when the algorithm is not one of this key's.
    package func sign(_ data: [UInt8], as algorithm: SignatureAlgorithm) throws(CryptoError) -> [UInt8] {
        let operation = "sign with \(algorithm.rawValue)"
        guard algorithm.keyType == type else {
            throw CryptoError(.malformed, operation, "an \(type.rawValue) key can't")
        }
        guard let context = EVP_MD_CTX_new() else { throw .library(operation) }
        defer { EVP_MD_CTX_free(context) }
        var count = 0
        guard
            EVP_DigestSignInit_ex(context, nil, algorithm.digestName, nil, nil, key, nil) == 1,
            EVP_DigestSign(context, nil, &count, data, data.count) == 1
        else { throw .library(operation) }
        var signature = [UInt8](repeating: 0, count: count)
        guard EVP_DigestSign(context, &signature, &count, data, data.count) == 1 else {
            throw .library(operation)
        }
        return Array(signature.prefix(count))
    }

    /// The public key alone.
    package var description: String { publicKey.openSSH }
}
