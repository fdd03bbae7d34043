import COpenSSL

enum Digest {
    /// The named digest of the bytes. OpenSSL's default provider has the names we use, so a failure means that
    /// memory or the installation is broken, and the process ends.
    static func compute(_ name: String, of bytes: UnsafeRawBufferPointer, byteCount: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: byteCount) { digest, initialized in
            guard
                EVP_Q_digest(
                    nil, name, nil, bytes.baseAddress, bytes.count, digest.baseAddress, &initialized) == 1,
                initialized == byteCount
            else { fatalError("OpenSSL can't compute \(name)") }
        }
    }
}
