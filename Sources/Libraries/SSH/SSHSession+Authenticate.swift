import CLibSSH2
package import Crypto

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
        if let problem = signer.problem { throw SSHError(.library, .authenticate, problem) }
        guard code == 0 else { throw failure(code, .authenticate, otherwise: .authenticationFailed) }
    }
}
