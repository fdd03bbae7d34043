import COpenSSL

/// AES-256-GCM (NIST SP 800-38D). The bare cipher: the product uses `Keyring`.
package enum AESGCM {
    package static let keyByteCount = 32
    package static let nonceByteCount = 12
    package static let tagByteCount = 16

    /// Encrypts, and returns the tag that authenticates ciphertext and associated data. A nonce must be used once
    /// with a key; random ones are safe for 2^32 values.
    package static func seal(
        _ plaintext: Secret, key: Secret, nonce: [UInt8], associatedData: [UInt8]
    ) throws(CryptoError) -> (ciphertext: [UInt8], tag: [UInt8]) {
        let cipher = try GCMCipher(.seal)
        try cipher.start(key: key, nonce: nonce, associatedData: associatedData)
        var ciphertext = [UInt8](repeating: 0, count: plaintext.count)
        try plaintext.withBytes { (plaintext) throws(CryptoError) in
            try cipher.update(plaintext.baseAddress, byteCount: plaintext.count, into: &ciphertext)
        }
        return (ciphertext, try cipher.finishWithTag())
    }

    /// Decrypts.
    /// - Throws: `.tampered` unless key, nonce, ciphertext, tag and associated data all belong together.
    package static func open(
        _ ciphertext: [UInt8], tag: [UInt8], key: Secret, nonce: [UInt8], associatedData: [UInt8]
    ) throws(CryptoError) -> Secret {
        let cipher = try GCMCipher(.open)
        try cipher.start(key: key, nonce: nonce, associatedData: associatedData)
        let plaintext = try Secret(byteCount: ciphertext.count) { (plaintext) throws(CryptoError) in
            try cipher.update(ciphertext, byteCount: ciphertext.count, into: plaintext.baseAddress)
        }
        try cipher.finish(checking: tag)
        return plaintext
    }
}

/// One use of OpenSSL's AES-256-GCM in either direction.
private struct GCMCipher: ~Copyable {
    enum Direction: Int32 {
        case open = 0
        case seal = 1
    }

    private let direction: Direction
    private let context: OpaquePointer
    private let operation: String

    init(_ direction: Direction) throws(CryptoError) {
        let operation = direction == .seal ? "seal value" : "open sealed value"
        guard let context = EVP_CIPHER_CTX_new() else { throw .library(operation) }
        self.direction = direction
        self.operation = operation
        self.context = context
    }

    deinit {
        // Wipes the key schedule too.
        EVP_CIPHER_CTX_free(context)
    }

    func start(key: Secret, nonce: [UInt8], associatedData: [UInt8]) throws(CryptoError) {
        precondition(
            key.count == AESGCM.keyByteCount && nonce.count == AESGCM.nonceByteCount,
            "BUG: AES-256-GCM takes a key of 32 bytes and a nonce of 12")
        let started = key.withBytes { key in
            EVP_CipherInit_ex2(context, EVP_aes_256_gcm(), key.baseAddress, nonce, direction.rawValue, nil)
        }
        guard started == 1 else { throw .library(operation) }
        try update(associatedData, byteCount: associatedData.count, into: nil)
    }

    /// Processes associated data when there is no target, else text, into as many bytes of the target.
    func update(
        _ source: UnsafeRawPointer?, byteCount: Int, into target: UnsafeMutableRawPointer?
    ) throws(CryptoError) {
        guard byteCount > 0 else { return }
        guard let count = Int32(exactly: byteCount) else {
            throw CryptoError(.tooLong, operation, "longer than \(Int32.max) bytes")
        }
        var written: Int32 = 0
        guard EVP_CipherUpdate(context, target, &written, source, count) == 1 else {
            throw .library(operation)
        }
    }

    func finishWithTag() throws(CryptoError) -> [UInt8] {
        var written: Int32 = 0
        var tag = [UInt8](repeating: 0, count: AESGCM.tagByteCount)
        guard EVP_CipherFinal_ex(context, nil, &written) == 1,
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), &tag) == 1
        else { throw .library(operation) }
        return tag
    }

    func finish(checking tag: [UInt8]) throws(CryptoError) {
        var written: Int32 = 0
        var tag = tag
        guard tag.count == AESGCM.tagByteCount,
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1,
            EVP_CipherFinal_ex(context, nil, &written) == 1
        else {
            ERR_clear_error()
            throw CryptoError(.tampered, operation, "the value, its key or its place has changed")
        }
    }
}
