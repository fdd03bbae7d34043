import CLibSSH2
package import Crypto
import Glibc

extension SSHSession {
    /// Logs in. The key signs by itself: libssh2 never sees its private half.
    /// - Throws: `.authenticationFailed`, `.connectionLost`, `.timedOut`.
    package borrowing func authenticate(user: String, key: PrivateKey) throws(SSHError) {
        let signer = SSHSigner(key)
        let blob = signer.blob
        var context: UnsafeMutableRawPointer? = Unmanaged.passUnretained(signer).toOpaque()
        let code = try withExtendedLifetime(signer) { () throws(SSHError) in
            try finish(.authenticate) {
                libssh2_userauth_publickey(pointer, user, blob, blob.count, SSHSigner.sign, &context)
            }
        }
        if let failure = signer.failure { throw SSHError(.library, .authenticate, failure) }
        guard code == 0 else { throw failure(code, .authenticate, otherwise: .authenticationFailed) }
    }
}

/// Signs a login for libssh2 with one of our keys.
private final class SSHSigner {
    private let key: PrivateKey
    /// The reason why there is no signature.
    private(set) var failure: String?

    init(_ key: PrivateKey) {
        self.key = key
    }

    /// The public key in the form that libssh2 sends.
    ///
    /// RFC 8332 has the blob begin with "ssh-rsa" and names rsa-sha2-512 beside it only. libssh2 before 1.11
    /// copies the algorithm's name from the blob, and OpenSSH's servers refuse "ssh-rsa" as an algorithm while
    /// they take any RSA name inside the blob. So for those versions the blob begins with the algorithm's name.
    var blob: [UInt8] {
        guard key.type == .rsa4096, !LibSSH2.upgradesRSASignatures else { return key.publicKey.blob }
        var reader = WireReader(key.publicKey.blob)
        var writer = WireWriter()
        guard reader.name() != nil, let exponent = reader.string(), let modulus = reader.string() else {
            preconditionFailure("BUG: an RSA public key has exponent and modulus")
        }
        writer.name(SignatureAlgorithm.rsaSHA512.rawValue)
        writer.string(exponent)
        writer.string(modulus)
        return writer.bytes
    }

    /// libssh2's sign callback, whose `abstract` is the signer. libssh2 frees the signature.
    static let sign:
        @convention(c) (
            OpaquePointer?, UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?, UnsafeMutablePointer<Int>?,
            UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<UnsafeMutableRawPointer?>?
        ) -> Int32 = { _, signature, signatureCount, data, dataCount, abstract in
            guard
                let signer = abstract?.pointee.map({
                    Unmanaged<SSHSigner>.fromOpaque($0).takeUnretainedValue()
                })
            else { return -1 }
            let data = Array(UnsafeBufferPointer(start: data, count: dataCount))
            guard let made = signer.signature(of: data), let copy = malloc(made.count) else { return -1 }
            copy.copyMemory(from: made, byteCount: made.count)
            signature?.pointee = copy.assumingMemoryBound(to: UInt8.self)
            signatureCount?.pointee = made.count
            return 0
        }

    private func signature(of request: [UInt8]) -> [UInt8]? {
        guard let algorithm = Self.algorithm(namedIn: request) else {
            failure = "libssh2 wants a signature of a kind that we don't make"
            return nil
        }
        do throws(CryptoError) {
            return try key.sign(request, as: algorithm)
        } catch {
            failure = error.description
            return nil
        }
    }

    /// The request to sign (RFC 4252 section 7) tells which algorithm libssh2 has announced for it.
    private static func algorithm(namedIn request: [UInt8]) -> SignatureAlgorithm? {
        var reader = WireReader(request)
        guard reader.string() != nil, reader.byte() != nil else { return nil }
        for _ in ["user", "service", "method"] { guard reader.string() != nil else { return nil } }
        guard reader.byte() != nil, let name = reader.name() else { return nil }
        return SignatureAlgorithm(rawValue: name)
    }
}
