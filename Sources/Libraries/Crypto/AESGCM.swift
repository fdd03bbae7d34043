/// AES-256-GCM (NIST SP 800-38D). `Keyring` is the way to use it; this is the bare cipher.
package enum AESGCM {
    package static let keyByteCount = 32
    package static let nonceByteCount = 12
    package static let tagByteCount = 16

    /// Encrypts, and makes the tag that vouches for ciphertext and associated data. A nonce serves once for a
    /// key; random ones are good for 2^32 values.
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
